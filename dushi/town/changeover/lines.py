"""One line of a 换届: a seat, and what becomes of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from dushi.records.errors import Refused
from dushi.town.models import Person, Post

#: What stands in the box of a seat that nobody takes.
EMPTY = "空缺"


@dataclass(frozen=True)
class Line:
    """seat: with `now` (roster.with_holders). person: who takes it, None where it falls empty. acting_until: the last
    day of a 代理, None for a full post."""

    seat: Any
    person: Person | None
    acting_until: date | None = None

    @property
    def holder(self) -> Person | None:
        """Who holds the seat now, without 代理."""
        return next((post.person for post in self.seat.now if not post.is_acting), None)

    @property
    def changes(self) -> bool:
        return self.acting_until is not None or self.person != self.holder


class Names:
    """People of one town by what is typed: a name, or 姓名（岗位） where two bear the same."""

    def __init__(self, town_id: int) -> None:
        people = Person.objects.filter(town=town_id).order_by("name", "pk")
        self._posts: dict[int, str] = {}
        for post in Post.objects.in_force().filter(person__town=town_id).select_related("seat__unit").order_by("-pk"):
            self._posts[post.person_id] = str(post.seat)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._by_name[person.name].append(person)

    def offered(self) -> list[tuple[str, str]]:
        """(what is put into the box, what stands beside it), for the list of suggestions."""
        return [
            (self._said(person), self._posts.get(person.pk, "未任职"))
            for same in self._by_name.values()
            for person in same
        ]

    def _said(self, person: Person) -> str:
        if len(self._by_name[person.name]) == 1:
            return person.name
        return f"{person.name}（{self._posts.get(person.pk) or f'第 {person.pk} 号'}）"

    def find(self, said: str) -> Person:
        """Raises Refused for nobody, or for a name that two bear."""
        same = self._by_name.get(said, [])
        if len(same) == 1:
            return same[0]
        named = [person for people in self._by_name.values() for person in people if self._said(person) == said]
        if len(named) == 1:
            return named[0]
        if same:
            raise Refused(f"有 {len(same)} 位{said}，请从列表中选带岗位的一位。")
        raise Refused(f"没有“{said}”这个人，请先在“人员”里登记。")
