"""问责情形 (3.1–3.3): which fit whom, by the posts on the day of the deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models

from accountability.rules.source import told
from dushi import clock
from dushi.regulation.models import Clause
from dushi.town.models import Person, Post, Seat, Unit

#: Seats of the commission's own people: one exit, 移送.
COMMISSION_SEATS = frozenset({Seat.Kind.COMMISSION_SECRETARY.value, Seat.Kind.COMMISSION_STAFF.value})


class Group(models.TextChoices):
    """The three groups of subjects of chapter 3."""

    OFFICE = "OFFICE", "镇扶贫办及其负责人、工作人员"
    HEADS = "HEADS", "各村、各部门及其主要负责人"
    RESPONSIBLE = "RESPONSIBLE", "承担脱贫攻坚任务的责任人员"


@dataclass(frozen=True)
class Subjects:
    """Whom a group holds. seats: (kind of unit or "" for any, kind of seat); prefix: how its ids begin."""

    group: Group
    prefix: str
    units: frozenset[str]
    seats: frozenset[tuple[str, str]]
    source: str


@lru_cache(maxsize=1)
def subjects() -> tuple[Subjects, ...]:
    """Every group, in the order of the regulation."""
    return tuple(_subjects(Group(name), row) for name, row in told("situations")["groups"].items())


def _subjects(group: Group, row: Mapping[str, Any]) -> Subjects:
    seats = ((one["unit"], kind) for one in row["seats"] for kind in one["kinds"])
    return Subjects(group, row["clauses"], frozenset(row["units"]), frozenset(seats), row["source"])


#: 兜底情形: cited only with a written reason.
CATCH_ALL: frozenset[str] = frozenset(told("situations")["catch_all"])


def group_of(code: str) -> Group:
    """The group that a situation is about. Raises LookupError for a clause that is none."""
    for one in subjects():
        if code.startswith(one.prefix):
            return one.group
    raise LookupError(f"no situation: {code}")


def groups_of(subject: Person | Unit, on: date) -> frozenset[Group]:
    """The groups a subject belonged to on that civil day; empty where chapter 3 has no situation. One query."""
    if isinstance(subject, Unit):
        return frozenset(one.group for one in subjects() if subject.is_in_force(on) and subject.kind in one.units)
    held = set(
        Post.objects.in_force(on).filter(person=subject).values_list("seat__unit__kind", "seat__kind").distinct()
    )
    return frozenset(
        one.group for one in subjects() if any(pair in one.seats or ("", pair[1]) in one.seats for pair in held)
    )


def situations_for(subject: Person | Unit, on: date) -> list[Clause]:
    """The situations that fit, in the regulation's words of that day; empty before the rule book. Two queries."""
    groups = groups_of(subject, on)
    return [clause for clause in situations_on(on) if group_of(clause.code) in groups]


def situations_on(on: date) -> list[Clause]:
    """Every situation of the rule book in force on that civil day, in the order of the text. One query."""
    return list(Clause.objects.in_force(on).filter(kind=Clause.Kind.SITUATION))


def fits(code: str, subject: Person | Unit, on: date) -> bool:
    """Whether that situation may be cited for the subject. Raises LookupError for a clause that is none."""
    return group_of(code) in groups_of(subject, on)


def needs_reason(code: str) -> bool:
    """A catch-all situation is cited only with a written reason."""
    return code in CATCH_ALL


def is_referred_out(subject: Person | Unit, on: date | None = None) -> bool:
    """True where the town may only hand over (移送): 区管 people, the commission and its people.

    on: the day of the deed, if known; who sits in the commission then or today counts as its own. One query.
    """
    if isinstance(subject, Unit):
        return subject.kind == Unit.Kind.COMMISSION
    if subject.level == Person.Level.COUNTY:
        return True
    days = {clock.today(), on or clock.today()}
    held = Post.objects.filter(person=subject, seat__kind__in=COMMISSION_SEATS)
    return any(post.is_in_force(day) for post in held for day in days)
