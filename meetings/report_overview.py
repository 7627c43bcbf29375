"""Who has reported a week and who has not: by area and village, for the list, the village pages and the grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse

from dushi import words
from dushi.obligations.models import Obligation, State
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat, Unit, User
from dushi.town.models.unit import UnitQuerySet
from meetings.models import DispatchReport
from meetings.report_weeks import DUTY, this_week

#: What the obligation of a village's week says, in the words of a report.
WORDS = {
    State.MET: "已报",
    State.MET_LATE: "迟报",
    State.MISSED: "未报",
    State.GRACE: "未报",
    State.DUE: "未报",
    State.FUTURE: "未到期",
    State.EXCUSED: "免计",
    State.MERGED: "并入",
}
#: States in which somebody still has to report.
WAITING = (State.DUE, State.GRACE, State.MISSED)


@dataclass(frozen=True)
class Mark:
    """One village's one week. state: State value, "" where nothing is owed."""

    state: str = ""
    report: DispatchReport | None = None
    due_at: datetime | None = None
    note: str = ""
    is_made_up: bool = False
    week: str = ""

    @property
    def word(self) -> str:
        if self.is_made_up:
            return "补报"
        if not self.state:
            return "已报" if self.report else "不需报送"
        return self.note or WORDS[State(self.state)]

    @property
    def full(self) -> str:
        """第 38 周 迟报, for a cell."""
        return f"{words.period(self.week)} {self.word}" if self.week else self.word

    @property
    def is_waiting(self) -> bool:
        return self.report is None and self.state in WAITING

    @property
    def colour(self) -> str:
        """A state of the screen (`state_tag`)."""
        if self.is_made_up:
            return "late"
        return self.state or ("done" if self.report else "todo")

    @property
    def sign(self) -> str:
        """One character for a narrow cell, "" where the state's own serves."""
        if self.is_made_up:
            return "补"
        return "代" if self.report and self.report.is_proxy and self.state == State.MET else ""

    @property
    def url(self) -> str:
        return reverse("dispatchreport_page", args=[self.report.pk]) if self.report else ""


def marks(villages: Sequence[int], weeks: Iterable[Period], at: datetime | None) -> dict[int, dict[str, Mark]]:
    """village id → Period.key → what there is to say. Two queries, however many villages."""
    keys = [week.key for week in weeks]
    reports: dict[tuple[int, str], DispatchReport] = {
        (report.village_id, report.period): report
        for report in DispatchReport.objects.current()
        .filter(village__in=villages, period__in=keys)
        .select_related("author")
    }
    found: dict[int, dict[str, Mark]] = defaultdict(dict)
    owed = Obligation.objects.filter(duty__key=DUTY, scope__in=villages, period__in=keys)
    for row in owed:
        note = f"并入第 {Period.parse(row.merged_into).number} 周" if row.merged_into else ""
        report = reports.pop((row.scope_id, row.period), None)
        made_up = row.made_up_at is not None and report is not None
        found[row.scope_id][row.period] = Mark(row.state_at(at).value, report, row.due_at, note, made_up, row.period)
    for (village_id, key), report in reports.items():
        found[village_id][key] = Mark(report=report, week=key)
    return found


@dataclass
class VillageLine:
    village: Unit
    mark: Mark
    officers: list[str] = field(default_factory=list)

    @property
    def area_name(self) -> str:
        return getattr(self.village, "area_name", None) or "未划管区"


def villages_of(user: User, week: Period, area_id: int | None = None) -> UnitQuerySet:
    """Villages this user sees, by area and code, with the area they had in that week."""
    villages = Unit.objects.visible_to(user).villages().in_force(week.last_day).with_area(week.last_day)
    if area_id is not None:
        villages = villages.filter(area=area_id)
    return villages.order_by(F("area_order").asc(nulls_last=True), "area", "order", "code", "pk")


def lines(villages: Sequence[Unit], week: Period, at: datetime) -> list[VillageLine]:
    """The villages of one page, with what they reported and whose it is. Three queries."""
    ids = [village.pk for village in villages]
    found = marks(ids, [week], at)
    officers: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.in_force(week.last_day).filter(seat__unit__in=ids, seat__kind=Seat.Kind.LIAISON)
    for unit_id, name in posts.order_by("seat__ordinal", "-is_acting").values_list("seat__unit", "person__name"):
        officers[unit_id].append(name)
    return [
        VillageLine(village, found.get(village.pk, {}).get(week.key, Mark()), officers[village.pk])
        for village in villages
    ]


@dataclass(frozen=True)
class Figures:
    """The week in figures, without 示例 units."""

    owed: int = 0
    filed: int = 0
    late: int = 0
    pending: int = 0
    overdue: int = 0
    proxies: int = 0
    returned: int = 0


def _by_state(owed: Any) -> Iterable[tuple[str, int, int]]:
    """(State value, how many, how many of them made up). owed: obligations `with_state`."""
    made_up = Count("pk", filter=Q(made_up_at__isnull=False))
    return owed.order_by().values("state").annotate(n=Count("pk"), up=made_up).values_list("state", "n", "up")


def count(villages: UnitQuerySet, week: Period, at: datetime) -> Figures:
    """Two queries, however many villages."""
    ids = villages.filter(is_example=False).order_by().values("pk")
    owed = Obligation.objects.filter(duty__key=DUTY, period=week.key, scope__in=ids).with_state(at)
    by_state = {state: (n, up) for state, n, up in _by_state(owed)}
    number = {state: by_state.get(state, (0, 0))[0] for state in State}
    made = by_state.get(State.MISSED, (0, 0))[1]
    overdue = number[State.GRACE] + number[State.MISSED] - made
    reports = DispatchReport.objects.current().filter(period=week.key, village__in=ids)
    of_reports = reports.aggregate(
        proxies=Count("pk", filter=Q(typed_by__isnull=False)), returned=Count("pk", filter=Q(returned_at__isnull=False))
    )
    return Figures(
        owed=sum(number[state] for state in State if state not in (State.EXCUSED, State.MERGED)),
        filed=number[State.MET] + number[State.MET_LATE] + made,
        late=number[State.MET_LATE] + made,
        pending=number[State.DUE] + number[State.FUTURE],
        overdue=overdue,
        **of_reports,
    )


@dataclass(frozen=True)
class WeekFilter:
    """?week=2026-W38&area=3, as far as it can be read; the present week of everything one sees otherwise."""

    user: User
    week: Period
    area_id: int | None
    at: datetime

    @classmethod
    def read(cls, query: QueryDict, user: User, at: datetime) -> WeekFilter:
        area = query.get("area", "")
        return cls(user, _week(query.get("week", ""), at), int(area) if area.isdecimal() else None, at)

    @property
    def is_current(self) -> bool:
        return self.week == this_week(self.at)

    @cached_property
    def areas(self) -> list[Unit]:
        """Areas to choose from; one area alone is no choice."""
        of_villages = villages_of(self.user, self.week).order_by().values("area")
        found = list(Unit.objects.filter(pk__in=of_villages).order_by("order", "pk"))
        return found if len(found) > 1 else []

    def villages(self) -> UnitQuerySet:
        return villages_of(self.user, self.week, self.area_id)

    def villages_to_type_for(self) -> UnitQuerySet:
        """Villages for which the user may file, in their own name or as 代填; those without a report first."""
        rights = self.user.rights
        villages = self.villages()
        if not rights.is_office:
            own = rights.liaison_villages | (rights.units if rights.is_area_secretary else frozenset())
            villages = villages.filter(pk__in=own)
        filed = DispatchReport.objects.filter(village=OuterRef("pk"), period=self.week.key)
        return villages.annotate(is_filed=Exists(filed)).order_by("is_filed", *villages.query.order_by)


def _week(key: str, at: datetime) -> Period:
    try:
        week = Period.parse(key)
    except ValueError:
        return this_week(at)
    return week if week.kind is Period.Kind.WEEK else this_week(at)


def missing_text(rows: Iterable[VillageLine], week: Period) -> str:
    """复制提醒文字: which villages have not reported, until when, without names; "" where none is missing."""
    waiting = [row for row in rows if row.mark.is_waiting]
    if not waiting:
        return ""
    dues = {row.mark.due_at for row in waiting if row.mark.due_at}
    until = f"，时限 {words.moment(dues.pop())}" if len(dues) == 1 else ""
    head = f"请尽快报送{week.short_label}调度报告{until}。尚未报送 {len(waiting)} 个村："
    return head + "、".join(str(row.village) for row in waiting) + "。"


@dataclass(frozen=True)
class History:
    """One village's weeks, the newest first, as a phone shows them."""

    village: Unit
    weeks: list[tuple[Period, Mark]]


WEEKS_SHOWN = 13


def history(villages: Sequence[Unit], last: Period, at: datetime, number: int = WEEKS_SHOWN) -> list[History]:
    """The last weeks of each village, up to and with `last`. Two queries."""
    weeks = [last]
    while len(weeks) < number:
        weeks.append(weeks[-1].previous())
    found = marks([village.pk for village in villages], weeks, at)
    return [
        History(village, [(week, found.get(village.pk, {}).get(week.key, Mark())) for week in weeks])
        for village in villages
    ]


def own_weeks(user: User, week: Period, at: datetime) -> list[History]:
    """For an officer: the own villages' history."""
    ids = user.rights.liaison_villages
    return history(list(Unit.objects.filter(pk__in=ids)), week, at) if ids else []
