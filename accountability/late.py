"""Reminders of what has a last day: on it, after it, and then to whoever presides (X.3). Nothing is named: the link
bears a random key, and only who is reminded is shown it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from accountability.models import Appeal, Case, Lead
from accountability.rules.situations import COMMISSION_SEATS
from dushi import clock
from dushi.alerts.contracts import Rung
from dushi.regulation.calendar import Workdays
from dushi.town.models import Post, Seat

#: The hour stands before that of the daily digest.
HOUR = 7
#: Working days after the last one before whoever presides is told as well.
PATIENCE = 3
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Doors:
    """Where each person does what is late: the commission on its desk, a main leader on 审批."""

    commission: frozenset[int]
    leaders: frozenset[int]

    @classmethod
    def load(cls, on: date) -> Doors:
        """Of those in post on that civil day. One query."""
        posts = Post.objects.in_force(on).filter(seat__kind__in=[*COMMISSION_SEATS, Seat.Kind.MAIN_LEADER])
        held: dict[bool, set[int]] = defaultdict(set)
        for person, kind in posts.values_list("person", "seat__kind"):
            held[kind in COMMISSION_SEATS].add(person)
        return cls(frozenset(held[True]), frozenset(held[False]))

    def to(self, row: Lead | Case, person: int) -> str:
        """Path of the page of the lead or case; of 我的工作 for who holds such a post no more."""
        kind = row._meta.model_name or ""
        if person in self.commission:
            return reverse(f"commission:{kind}_page", args=[row.pk])
        return reverse("approval_page", args=[kind, row.pk]) if person in self.leaders else reverse("my_work")

    def by_path(self, row: Lead | Case, persons: Iterable[int]) -> dict[str, list[int]]:
        """Path → who is sent there."""
        found: dict[str, list[int]] = defaultdict(list)
        for person in persons:
            found[self.to(row, person)].append(person)
        return found


def late_rungs(
    row: Lead | Case | Appeal, mine: list[int], above: list[int], workdays: Workdays, doors: Doors
) -> Iterator[Rung]:
    """mine: ids of those who have the next step; above: of whoever presides. Nothing where no limit runs."""
    due_at, about = row.due_at, row.case if isinstance(row, Appeal) else row
    if due_at is None:
        return
    day = clock.local(due_at - MOMENT).date()
    steps = [
        ("due", day, mine, "有一项问责工作今日到期"),
        ("late", workdays.nth_workday_after(day, 1), mine, "有一项问责工作已过时限"),
        ("presider", workdays.nth_workday_after(day, PATIENCE), above, "有一项问责工作已过时限"),
    ]
    for order, (name, falls_on, persons, title) in enumerate(steps, start=1):
        for url, sent in doors.by_path(about, persons).items():
            yield Rung(
                town_id=about.town_id,
                object_type=row._meta.label_lower,
                object_id=str(row.pk),
                name=name,
                order=order,
                falls_at=clock.at(falls_on, HOUR),
                persons=sent,
                clause="3.0",
                title=title,
                whose="镇纪委",
                due_at=due_at,
                url=url,
            )
