"""Who sits where: the people of a kind of seat, who heads a unit, the posts somebody held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dushi.town.models import Person, Post, Seat, Unit


def in_post(town_id: int | None, *kinds: str, on: date | None = None) -> list[Person]:
    """Those who hold a seat of these kinds on that civil day, today if None, in the order of the seats. One query."""
    posts = Post.objects.in_force(on).filter(seat__town=town_id, seat__kind__in=kinds).select_related("person")
    return list(dict.fromkeys(post.person for post in posts.order_by("seat__kind", "seat__ordinal", "pk")))


def heads(units: Iterable[int], on: date) -> dict[int, list[int]]:
    """unit → ids of its 主要负责人 in post on that day; a unit whose seat is empty is not there. One query."""
    found: dict[int, list[int]] = {}
    posts = Post.objects.in_force(on).filter(seat__unit__in=list(units), seat__kind=Seat.Kind.HEAD)
    for unit, person in posts.order_by("pk").values_list("seat__unit", "person"):
        found.setdefault(unit, []).append(person)
    return found


def posts_text(subject: Person | Unit | None, on: date) -> str:
    """扶贫办主任、党委委员: the posts in force on that civil day, up to 200 characters; "" for a unit. One query."""
    if not isinstance(subject, Person):
        return ""
    posts = Post.objects.in_force(on).filter(person=subject).select_related("seat__unit")
    return "、".join(str(post.seat) for post in posts.order_by("seat__kind", "pk"))[:200]


def posts_or_heads(subject: Person | Unit, on: date) -> str:
    """The same; of a unit, which is named in public, who headed it: 示例一村主要负责人示例·沈某."""
    if isinstance(subject, Person):
        return posts_text(subject, on)
    posts = Post.objects.in_force(on).filter(seat__unit=subject, seat__kind=Seat.Kind.HEAD)
    return "、".join(f"{post.seat}{post.person}" for post in posts.select_related("seat__unit", "person"))[:200]
