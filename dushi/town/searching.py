"""What the town hands to 查找: units and people (settings.SEARCH_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from dushi.town.models import Person, Post, Unit, User
from dushi.town.search import Asked, Found, Shelf


def shelves(user: User, asked: Asked) -> Iterator[Shelf]:
    """Units by name and code; people by name, seat and unit."""
    units = Unit.objects.visible_to(user).in_force().filter(asked.among("name", "code"))
    yield Shelf("units", "村和单位", units.order_by("kind", "order", "pk"), _unit)
    posts = Post.objects.in_force().select_related("seat__unit")
    everything = Q()
    for part in asked.parts:
        alone = Asked((part,))
        sits = posts.filter(alone.among("seat__title", "seat__unit__name"), person=OuterRef("pk"))
        everything &= alone.among("name") | Q(Exists(sits))
    people = Person.objects.visible_to(user).filter(everything)
    now = Prefetch("posts", queryset=posts, to_attr="now")
    yield Shelf("people", "人员", people.prefetch_related(now).order_by("name", "pk"), _person)


def _unit(unit: Unit) -> Found:
    return Found(str(unit), unit.get_kind_display(), reverse("unit_page", args=[unit.pk]))


def _person(person: Any) -> Found:
    posts = "、".join(str(post.seat) for post in person.now) or "暂无任职"
    return Found(str(person), posts, reverse("person_page", args=[person.pk]))
