"""What is in the town already, read once for a whole table: cells name it by code, name or place, never by id."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from import_export.widgets import Widget

from dushi import clock
from dushi.town.exchange.columns import SEVERAL
from dushi.town.models import Person, Post, Seat, Unit, User


class Book:
    """The town as `user` may see it. Each part costs one query, however many rows ask."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.town_id: Any = user.rights.town_id

    @cached_property
    def all_units(self) -> list[Any]:
        """Units that exist or existed, each with `area` and `area_name` of today."""
        return list(Unit.objects.visible_to(self.user).with_area().order_by("pk"))

    @cached_property
    def units(self) -> dict[str, list[Any]]:
        """Units of today and to come, by name and by code."""
        found: dict[str, list[Any]] = defaultdict(list)
        for unit in self.all_units:
            if not has_ended(unit):
                for word in {unit.name, unit.code} - {""}:
                    found[word].append(unit)
        return found

    @cached_property
    def people(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.visible_to(self.user).order_by("pk"):
            found[person.name].append(person)
        return found

    @cached_property
    def seats(self) -> dict[tuple[int, str, int], Seat]:
        units = {unit.pk: unit for unit in self.all_units}
        found = {}
        for seat in Seat.objects.filter(town_id=self.town_id, unit__in=Unit.objects.visible_to(self.user)):
            seat.unit = units[seat.unit_id]
            found[seat.unit_id, seat.kind, seat.ordinal] = seat
        return found

    @cached_property
    def posts(self) -> list[Post]:
        """Every post on the seats, with its seat and person."""
        posts = Post.objects.filter(seat__town_id=self.town_id).select_related("person")
        by_id = {seat.pk: seat for seat in self.seats.values()}
        found = [post for post in posts.order_by("valid_from", "pk") if post.seat_id in by_id]
        for post in found:
            post.seat = by_id[post.seat_id]
        return found

    def unit(self, word: str, kinds: Collection[str], what: str) -> Any:
        """The one unit of those kinds called so. Raises ValueError where there is none, or more than one."""
        found = [unit for unit in self.units.get(word, ()) if unit.kind in kinds]
        if not found:
            raise ValueError(f"没有“{word}”这个{what}。")
        if len(found) > 1:
            labels = "、".join(unit.get_kind_display() for unit in found)
            raise ValueError(f"有 {len(found)} 个单位叫“{word}”（{labels}），请填“单位类别”。")
        return found[0]

    def person(self, name: str, phone: str) -> Person:
        """The one person called so, told from namesakes by the phone. Raises ValueError."""
        found = self.people.get(name, [])
        if not found:
            raise ValueError(f"没有“{name}”这个人，请先登记人员。")
        if phone:
            found = [person for person in found if digits(person.phone) == digits(phone)]
            if not found:
                raise ValueError(f"“{name}”登记的工作电话不是这个，请核对是不是同一人。")
        if len(found) > 1:
            raise ValueError(f"有 {len(found)} 位“{name}”，请填登记的工作电话以区分。")
        return found[0]


def has_ended(unit: Unit) -> bool:
    return unit.valid_to is not None and unit.valid_to < clock.today()


def digits(phone: str) -> str:
    """A phone number without what people put between its digits."""
    return re.sub(r"\D", "", phone)


class Ref(Widget):
    """A cell that names something in the book. `book` is given by the table."""

    book: Book


class UnitRef(Ref):
    """A unit by name or code; the column 单位类别 tells two of one name apart."""

    def __init__(self, kinds: Iterable[str] = tuple(Unit.Kind), what: str = "单位") -> None:
        super().__init__()
        self.kinds, self.what = tuple(kinds), what
        self.of_label = {choice.label: choice.value for choice in Unit.Kind}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Any:
        kind = self.of_label.get(row.get("单位类别", ""))
        return self.book.unit(value, (kind,) if kind else self.kinds, self.what)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")


class UnitsRef(UnitRef):
    """Several units in one cell, with 、 between them. Cleans to the set of their ids."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> frozenset[int]:
        words = [word.strip() for word in SEVERAL.split(value)]
        return frozenset(self.book.unit(word, self.kinds, self.what).pk for word in words if word)


class PersonRef(Ref):
    """A person by name; the column 工作电话 tells namesakes apart."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Person:
        return self.book.person(value, row.get("工作电话", ""))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value or "")
