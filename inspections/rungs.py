"""Who is reminded of inspections that stand still (settings.ALERT_PROVIDERS, X.3): one that was approved and is not
begun or not reported in its days, a department that is called in and has named nobody.

The duties behind them (2.1, 2.2) have a ladder of their own. Nothing is told of a covert inspection, while it is open
or afterwards: not even the numbers of alerts may show it (2.0.m9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after
from dushi.town.models import Post, Seat
from inspections.models import Inspection, InspectionMember

Status = Inspection.Status
#: The hour stands before that of the daily digest.
HOUR = 7
#: Working days after the last day before whoever approved it is told.
PATIENCE = 3
#: What lies longer ago is chased no more.
CHASED = timedelta(days=60)
#: No rung falls due earlier than this before the first day: the longest holiday and a weekend.
AHEAD = timedelta(days=16)


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Every rung of inspections there. A fixed number of queries, however many there are."""
    today = clock.local(at).date()
    standing = Inspection.objects.filter(is_covert=False, status__in=[Status.APPROVED, Status.UNDER_WAY])
    rows = standing.filter(in_towns(towns), last_on__gt=today - CHASED)
    years = {year for row in rows for year in (row.first_on.year, row.last_on.year)}
    workdays = Workdays.load({today.year - 1, today.year, today.year + 1, *years})
    yield from _standing_still(rows, workdays)
    yield from _nobody_named(rows, today, workdays)


def _standing_still(rows: Iterable[Inspection], workdays: Workdays) -> Iterator[Rung]:
    """The leader on the last day where it is not begun, and the day after where it is not reported; then whoever
    approved it."""
    led = InspectionMember.objects.filter(is_leader=True, inspection__in=rows)
    leaders = dict(led.values_list("inspection", "person"))
    for row in rows:
        leader, word = leaders.get(row.pk), "还没有开始" if row.status == Status.APPROVED else "还没有报告"
        late, later = (workdays.nth_workday_after(row.last_on, days) for days in (1, PATIENCE))
        steps = [
            ("due", row.last_on, leader, "今日是最后一天"),
            ("late", late, leader, f"已过结束日期，{word}"),
            ("approver", later, row.approved_by_id, f"已过结束日期，{word}"),
        ]
        for order, (name, day, person, said) in enumerate(steps, start=1):
            if person:
                yield _rung(row, row, name, order, day, [person], f"{said}：{row.title}", row.last_on)


def _nobody_named(rows: Iterable[Inspection], today: date, workdays: Workdays) -> Iterator[Rung]:
    """The head of a department that is called in: at once, and the working day before the first day (2.2)."""
    waiting = InspectionMember.objects.filter(person__isnull=True, inspection__in=rows)
    members = list(waiting.select_related("inspection", "unit").order_by("pk"))
    heads: dict[int, list[int]] = defaultdict(list)
    units = {one.unit_id for one in members}
    posts = Post.objects.in_force(today).filter(seat__kind=Seat.Kind.HEAD, seat__unit__in=units)
    for unit, person in posts.order_by("person").values_list("seat__unit", "person"):
        heads[unit].append(person)
    for member in members:
        row = member.inspection
        called = clock.local(row.approved_at or row.drafted_at).date()
        at_once = max(called, row.first_on - AHEAD + timedelta(days=1))
        steps = [("name", at_once), ("name-before", workdays.workday_before(row.first_on))]
        for order, (name, day) in enumerate(steps, start=1):
            title = f"请派员参加：{row.title}"
            yield _rung(row, member, name, order, day, heads[member.unit_id], title, row.first_on)


def _rung(
    row: Inspection,
    about: Inspection | InspectionMember,
    name: str,
    order: int,
    day: date,
    persons: list[int],
    title: str,
    due_on: date,
) -> Rung:
    return Rung(
        town_id=row.town_id,
        object_type=about._meta.label_lower,
        object_id=str(about.pk),
        name=name,
        order=order,
        falls_at=clock.at(day, HOUR),
        persons=persons,
        clause=row.clause,
        title=title,
        whose=str(about.unit) if isinstance(about, InspectionMember) else "检查组",
        due_at=midnight_after(due_on),
        url=reverse("inspection_page", args=[row.pk]),
    )


LADDER = Ladder("INSPECT", (Inspection._meta.label_lower, InspectionMember._meta.label_lower), rungs)
