"""What education hands to the ground floor: what is due, to whoever planned it; never to whom it is about (X.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from accountability.models import Education, TypicalCase
from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.obligations.contracts import WorkItem
from dushi.regulation.due import midnight_after
from dushi.town.models import User

CLAUSE = "3.0"
LABEL = "accountability.education"
#: The hour stands before that of the daily digest.
HOUR = 7
#: Days before the day on which it stands on 我的工作.
AHEAD = timedelta(days=7)
#: What was due longer ago is chased no more.
CHASED = timedelta(days=60)


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作 of the commission: own plans of the next days and what is late; typical cases to be read by another."""
    if not user.rights.is_commission:
        return
    today, me = clock.local(at).date(), user.rights.person_id
    rows = Education.objects.visible_to(user).due(today + AHEAD)
    for one in rows.order_by("planned_on", "pk"):
        if me == _whose(one) and one.next_on:
            said = "有一次教育待进行" if one.held_on is None else "有一次回访待进行"
            url = reverse("commission:education_page", args=[one.pk])
            yield WorkItem(said, url, due_at=midnight_after(one.next_on), clause=CLAUSE)
    waiting = TypicalCase.objects.visible_to(user).filter(published_at__isnull=True).exclude(written_by=me)
    for typical in waiting:
        yield WorkItem("有一个典型案例待审看", reverse("commission:typical_page", args=[typical.pk]), clause=CLAUSE)


def _whose(one: Education) -> int | None:
    """Who is to do what is next: whoever planned it, then whoever held it."""
    return one.planned_by_id if one.held_on is None else one.held_by_id


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """On the day, and the day after. One query."""
    today = clock.local(at).date()
    for one in Education.objects.due(date.max).filter(in_towns(towns)).order_by("pk"):
        day, person = one.next_on, _whose(one)
        if day is not None and person is not None and day > today - CHASED:
            yield _rung(one, "due", 1, day, person, "有一项问责工作今天到期")
            yield _rung(one, "late", 2, day + timedelta(days=1), person, "有一项问责工作已超期")


def _rung(one: Education, name: str, order: int, day: date, person: int, title: str) -> Rung:
    return Rung(
        town_id=one.town_id,
        object_type=LABEL,
        object_id=str(one.pk),
        name=name,
        order=order,
        falls_at=clock.at(day, HOUR),
        persons=[person],
        clause=CLAUSE,
        title=title,
        whose="",
        due_at=midnight_after(one.next_on or day),
        url=reverse("commission:education_page", args=[one.pk]),
    )


LADDER = Ladder("TAUGHT", (LABEL,), rungs)
