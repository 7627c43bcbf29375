"""A week as the villages told it: read once, by a fixed number of queries, for one area or for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Post, Seat, Unit, in_force
from meetings.models import DispatchReport, Meeting, MeetingPack

REPORT = "1.4.r"
Came = DispatchReport.SupportVisit
Duty = DispatchReport.SupporterDuty


@dataclass(frozen=True)
class VillageWeek:
    """One village: its report of the week, or why there is none."""

    village: Unit
    area_id: int
    report: DispatchReport | None = None
    is_late: bool = False
    #: its due moment is past
    is_due: bool = False
    #: 免计, 并入 … where the duty does not stand; "" where it does
    excuse: str = ""
    officers: tuple[str, ...] = ()
    raised: int = 0
    solved: int = 0
    overdue: int = 0

    @property
    def is_awaited(self) -> bool:
        """Owes a report that has not come."""
        return self.report is None and not self.excuse

    @property
    def is_missing(self) -> bool:
        """Its time is past as well: before, nobody is named."""
        return self.is_awaited and self.is_due

    @property
    def counts(self) -> bool:
        """示例 villages stand outside the counts, and so does what is excused."""
        return not self.village.is_example and not (self.excuse and self.report is None)


@dataclass(frozen=True)
class Week:
    """All of it: villages in order, who came late to the last pack, where each area stands."""

    period: Period
    since: datetime
    at: datetime
    villages: tuple[VillageWeek, ...] = ()
    arrived: tuple[DispatchReport, ...] = ()
    areas: Mapping[int, Unit] = field(default_factory=dict)

    def of_area(self, area_id: int) -> list[VillageWeek]:
        return [village for village in self.villages if village.area_id == area_id]


@dataclass(frozen=True)
class LastPack:
    """Where the previous pack of a body ends. period: Period.key it was for; "" where there is none."""

    frozen_at: datetime
    period: str = ""


def last_pack(meeting: Meeting) -> LastPack:
    """报告期 begins when the body's previous pack was frozen; for a first one, with the period."""
    packs = MeetingPack.objects.filter(meeting__body=meeting.body_id, frozen_at__isnull=False).exclude(meeting=meeting)
    for frozen_at, period in packs.order_by("-frozen_at").values_list("frozen_at", "meeting__period")[:1]:
        if frozen_at is not None:
            return LastPack(frozen_at, period)
    return LastPack(clock.at(Period.parse(meeting.period).first_day))


def read_week(areas: Iterable[Unit], period: Period, *, after: LastPack, at: datetime) -> Week:
    """Eight queries, however many villages there are."""
    by_id = {area.pk: area for area in areas}
    on = min(clock.local(at).date(), period.last_day)
    members = list(
        AreaMembership.objects.filter(in_force(on), area__in=by_id)
        .select_related("village")
        .order_by("village__is_example", "village__order", "village__code", "village")
    )
    ids = [member.village_id for member in members]
    reports = {report.village_id: report for report in _reports(ids, period)}
    dues = _dues(ids, period)
    officers = _officers(ids, on)
    raised, solved, overdue = _matter_counts(ids, after.frozen_at, at)
    villages = tuple(
        VillageWeek(
            village=member.village,
            area_id=member.area_id,
            report=reports.get(member.village_id),
            is_late=_is_late(reports.get(member.village_id), dues.get(member.village_id)),
            is_due=_is_due(dues.get(member.village_id), at),
            excuse=_excuse(dues.get(member.village_id)),
            officers=tuple(officers[member.village_id]),
            raised=raised[member.village_id],
            solved=solved[member.village_id],
            overdue=overdue[member.village_id],
        )
        for member in members
    )
    return Week(period, after.frozen_at, at, villages, _arrived(ids, period, after, at), by_id)


def _reports(villages: list[int], period: Period) -> Iterable[DispatchReport]:
    rows = DispatchReport.objects.current().filter(village__in=villages, period=period.key)
    return rows.select_related("author")


def _arrived(villages: list[int], period: Period, after: LastPack, at: datetime) -> tuple[DispatchReport, ...]:
    """上次会后报送: reports of weeks that had their pack, come after it was frozen."""
    rows = DispatchReport.objects.current().filter(village__in=villages, received_at__gt=after.frozen_at)
    rows = rows.filter(received_at__lte=at, period__lt=period.key, period__lte=after.period)
    rows = rows.filter(period__gte=period.previous().previous().key)
    return tuple(rows.select_related("village", "author").order_by("period", "received_at"))


def _dues(villages: list[int], period: Period) -> dict[int, Obligation]:
    rows = Obligation.objects.filter(duty__key=REPORT, period=period.key, scope__in=villages)
    return {row.scope_id: row for row in rows}


def _is_late(report: DispatchReport | None, due: Obligation | None) -> bool:
    """Late by the moment of the first version: a correction does not make it later."""
    if report is None or due is None:
        return False
    if due.fulfilled_at is not None:
        return due.fulfilled_at > due.due_at
    return report.counts_at > due.due_at


def _is_due(due: Obligation | None, at: datetime) -> bool:
    return due is not None and due.due_at < at


def _excuse(due: Obligation | None) -> str:
    if due is None:
        return "不需报送"
    if due.excused_at is None:
        return ""
    return "并入他周" if due.merged_into else due.excuse or "免计"


def _officers(villages: list[int], on: date) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.in_force(on).filter(seat__kind=Seat.Kind.LIAISON, seat__unit__in=villages)
    for unit, name in posts.order_by("seat__ordinal", "pk").values_list("seat__unit", "person__name"):
        names[unit].append(name)
    return names


def _matter_counts(
    villages: list[int], since: datetime, at: datetime
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Per village: problems raised and closed in this 报告期, and matters of its own that are late."""
    problems = Matter.objects.ledger().filter(about__in=villages).exclude(source=Matter.Source.MEETING)
    rows = problems.values("about").annotate(
        raised=Count("pk", filter=Q(raised_at__gt=since, raised_at__lte=at)),
        solved=Count("pk", filter=Q(status=Matter.Status.CLOSED, closed_at__gt=since, closed_at__lte=at)),
    )
    raised: dict[int, int] = defaultdict(int)
    solved: dict[int, int] = defaultdict(int)
    for found in rows:
        raised[found["about"]], solved[found["about"]] = found["raised"], found["solved"]
    late = Matter.objects.overdue(at).ledger().filter(owner_unit__in=villages)
    overdue: dict[int, int] = defaultdict(int)
    overdue |= dict(late.values_list("owner_unit").annotate(Count("pk")).order_by())
    return raised, solved, overdue
