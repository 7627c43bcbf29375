"""What must be true at the end of each day, reckoned here from the tables alone, beside the product's own checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, F, Max, Min, Q, Sum

from accountability.models import ScoreEntry
from accountability.scores.standing import sums
from dushi import clock
from dushi.alerts.models import Alert
from dushi.obligations.models import Obligation
from dushi.offline.models import Copy, Receipt
from dushi.records.reconciling import violations
from dushi.regulation.models import CalendarDay, Duty, MergedWeek
from dushi.regulation.periods import Period, periods_between
from dushi.town.models import AreaMembership, Unit, in_force
from meetings.models import DispatchReport
from tests.year.world import World

DAY = timedelta(days=1)


def broken(world: World, looked_on: date, *, just_looked: bool) -> Iterator[str]:
    """Each invariant that does not hold, in one line. looked_on: the last day on which a whole tick ran; just_looked:
    one ran a moment ago."""
    for found in violations():
        yield f"{found.says}：{found.count} 处（{'、'.join(found.references)}）"
    yield from _owed(world, looked_on)
    if just_looked:
        yield from _by_calendar(world, looked_on)
    yield from _kept(world)
    yield from _told_once()
    yield from _late_in_time()
    yield from _scores(world)


def _owed(world: World, looked_on: date) -> Iterator[str]:
    """Every unit has each of its duties of every period exactly once, in the area of the period's first day."""
    town = world.stage.town
    rows = Obligation.objects.filter(town=town, holder_unit__isnull=False)
    there = Counter(rows.values_list("duty__key", "scope", "period"))
    known = Unit.objects.filter(town=town).values_list("pk", "kind", "valid_from", "valid_to")
    units = [(pk, kind, begins, ends or date.max) for pk, kind, begins, ends in known]
    asked = set()
    for duty in Duty.objects.filter(holder_type=Duty.HolderType.UNIT):
        for period in periods_between(Period.Kind(duty.cadence), town.live_from, looked_on):
            if not town.live_from <= period.first_day <= looked_on:
                continue
            asked |= {
                (duty.key, pk, period.key)
                for pk, kind, begins, ends in units
                if kind == duty.holder_kind and begins <= period.first_day <= ends
            }
    yield from (f"{key} not there once but {there[key]} times" for key in sorted(asked) if there[key] != 1)
    yield from (f"{key} is there {times} times" for key, times in sorted(there.items()) if times > 1)


def _by_calendar(world: World, looked_on: date) -> Iterator[str]:
    """The week that goes on is owed where the calendar has working days and no merge, and by its last working day."""
    week = Period.of(Period.Kind.WEEK, looked_on)
    if week.first_day < world.stage.town.live_from:
        return
    entered = dict(CalendarDay.objects.filter(day__range=(week.first_day, week.last_day)).values_list("day", "kind"))
    days = [week.first_day + n * DAY for n in range(7)]
    worked = [day for day in days if entered.get(day, "WORKDAY" if day.weekday() < 5 else "HOLIDAY") == "WORKDAY"]
    merged = MergedWeek.objects.filter(year=week.year, week=week.number, into_year__isnull=False).exists()
    rows = Obligation.objects.filter(town=world.stage.town, period=week.key, holder_unit__isnull=False)
    still = rows.filter(fulfilled_at=None, missed_at=None, made_up_at=None, due_at__gt=clock.now())
    if not worked or merged:
        yield from (f"{row} is owed in a week without duties" for row in still.filter(excused_at=None))
        return
    due = clock.at(worked[-1], 23, 59)
    by_end = still.filter(duty__key__in=["1.3", "1.4"], excused_at=None).exclude(due_at=due)
    yield from (f"{row} is due {row.due_at}, not {due}" for row in by_end)
    areas = dict(AreaMembership.objects.filter(in_force(week.first_day)).values_list("village", "area"))
    of_villages = still.filter(scope__in=areas)
    yield from (f"{row} is in another area" for row in of_villages if row.area_id != areas[row.scope_id])


def _kept(world: World) -> Iterator[str]:
    """Whatever a telephone was told is kept is there under its key, with a receipt where it is a version; receipts are
    numbered without a gap."""
    told = {one.key for one in world.sent if one.is_kept}
    reports = set(DispatchReport.objects.values_list("pk", flat=True))
    copies = set(Copy.objects.values_list("key", flat=True))
    yield from (f"sending {key} was acknowledged and is not there" for key in sorted(told - reports - copies))
    receipts = set(Receipt.objects.values_list("key", flat=True))
    yield from (f"report {key} has no receipt" for key in sorted(reports - receipts))
    for year, first, last, count in (
        Receipt.objects.values_list("year").annotate(Min("number"), Max("number"), Count("pk")).order_by("year")
    ):
        if (first, last) != (1, count):
            yield f"receipts of {year}: {count}, numbered {first} to {last}"


def _told_once() -> Iterator[str]:
    """Nobody was given the same rung of the same thing twice."""
    same = ("object_type", "object_id", "rung", "round", "person")
    for row in Alert.objects.order_by().values(*same).annotate(times=Count("pk")).filter(times__gt=1):
        yield f"told twice: {row}"


def _late_in_time() -> Iterator[str]:
    """No duty is late or missed whose report counted in time."""
    first = DispatchReport.objects.filter(version=1)
    in_time = {
        (village, period): counts_at
        for village, period, counts_at in first.values_list("village", "period", "counts_at")
    }
    late = Obligation.objects.filter(duty__key="1.4.r", excused_at=None).filter(
        Q(missed_at__isnull=False) | Q(fulfilled_at__gt=F("due_at")) | Q(fulfilled_at=None)
    )
    for row in late:
        counted = in_time.get((row.scope_id, row.period))
        if counted and counted <= row.due_at:
            yield f"{row} is late, its report counted {counted}"


def _scores(world: World) -> Iterator[str]:
    """What stands in the year's account is the sum of its entries."""
    town = world.stage.town
    rows = ScoreEntry.objects.filter(account__town=town).order_by()
    for year in rows.values_list("account__year", flat=True).distinct():
        of_year = rows.filter(account__year=year)
        entered = of_year.aggregate(total=Sum("counted"))["total"]
        stands = sum(one.deducted + one.bonus for one in sums(town, year).values())
        if entered != stands:
            yield f"scores of {year}: {stands} stands, {entered} was entered"
