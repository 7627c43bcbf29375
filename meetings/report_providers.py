"""What the weekly report hands to the pages of the ground floor (the provider lists in settings)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse

from dushi import clock
from dushi.obligations.contracts import Concern, Fact, VillageRow, WorkItem
from dushi.obligations.models import Obligation, State
from dushi.records.links import url_of
from dushi.regulation.periods import Period
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from meetings.models import DispatchReport, ReportDraft
from meetings.report_overview import Mark, history, marks
from meetings.report_weeks import DUTY, this_week

#: A village without a report for so many weeks in a row is an exception.
SILENT_WEEKS = 2
MOST_CONCERNS = 20
SIGNS = {
    State.MET: "✓",
    State.MET_LATE: "迟",
    State.MISSED: "逾",
    State.GRACE: "待",
    State.EXCUSED: "免",
    State.MERGED: "并",
}


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: own reports sent back, and drafts that were left over. Two queries, three with drafts."""
    rights = user.rights
    mine = Q(author=rights.person_id) | Q(village__in=rights.liaison_villages)
    returned = DispatchReport.objects.visible_to(user).returned().filter(mine)
    for report in returned.select_related("village").order_by("returned_at"):
        yield WorkItem(
            title=f"补正{report.village}{report.week.short_label}调度报告",
            url=reverse("report_form", args=[report.village_id, report.period]),
            note=f"退回事由：{report.return_reason}",
            clause=DUTY,
            minutes=2,
        )
    filed = DispatchReport.objects.filter(village=OuterRef("village"), period=OuterRef("period"))
    drafts = ReportDraft.objects.filter(person=rights.person_id).select_related("village")
    kept = list(drafts.annotate(is_filed=Exists(filed)).order_by("saved_at"))
    week = this_week(at).key if kept else ""
    for draft in kept:
        if draft.period >= week and not draft.is_filed:
            continue
        yield WorkItem(
            title=f"{draft.village}{Period.parse(draft.period).short_label}调度报告有草稿未报送",
            url=reverse("report_form", args=[draft.village_id, draft.period]),
            note="报送或删去",
            clause=DUTY,
            minutes=1,
            kind="watch",
        )


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """今日过问: villages silent for two weeks or more in a row. Two queries."""
    later = Obligation.objects.filter(duty__key=DUTY, scope=OuterRef("scope"), starts_on__gt=OuterRef("starts_on"))
    done_since = later.filter(Q(fulfilled_at__isnull=False) | Q(made_up_at__isnull=False))
    owed = Obligation.objects.visible_to(user).filter(duty__key=DUTY).overdue(at).exclude(Exists(done_since))
    silent = owed.order_by().values("scope", "scope__name", "area__name").annotate(n=Count("pk"), since=Min("due_at"))
    rows = list(silent.filter(n__gte=SILENT_WEEKS).order_by("-n", "since")[:MOST_CONCERNS])
    last_words = _last_weeks([row["scope"] for row in rows])
    for row in rows:
        yield Concern(
            title=f"{row['scope__name']}连续 {row['n']} 周没有周调度报告",
            whose=f"{row['area__name'] or ''} 包村人员".strip(),
            url=url_of("town.unit", str(row["scope"])),
            button="查看该村",
            since=row["since"],
            last_word=last_words.get(row["scope"], "从未报送"),
            clause=DUTY,
            weight=10 + 5 * row["n"],
        )


def _last_weeks(villages: Sequence[int]) -> dict[int, str]:
    """village id → 最近一份：第 35 周."""
    rows = DispatchReport.objects.filter(village__in=villages).order_by().values("village").annotate(last=Max("period"))
    return {row["village"]: f"最近一份：{Period.parse(row['last']).label}" for row in rows}


def villages(village_ids: Iterable[int], weeks: list[Period]) -> Iterator[VillageRow]:
    """村情格: the reports are the cells themselves. Two queries."""
    row = VillageRow(label="周报告")
    for village_id, by_week in marks(list(village_ids), weeks, None).items():
        row.marks[village_id] = {key: sign for key, mark in by_week.items() if (sign := sign_of(mark))}
        row.urls[village_id] = {key: mark.url for key, mark in by_week.items() if mark.report}
    yield row


def sign_of(mark: Mark) -> str:
    """One character of the grid's own key; "" where nothing is to be said yet."""
    if mark.report and mark.report.returned_at:
        return "退"
    if mark.is_made_up:
        return "迟"
    if mark.report and mark.report.is_proxy and mark.state in ("", State.MET):
        return "代"
    if not mark.state:
        return "✓" if mark.report else ""
    return SIGNS.get(State(mark.state), "")


def unit_section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """Page of a village: its last thirteen weeks."""
    if unit.kind == Unit.Kind.VILLAGE:
        context = {"histories": history([unit], this_week(at), at)}
        yield Section(title="周调度报告", template="meetings/_report_history.html", context=context)


def facts(unit: Unit, first_day: date, last_day: date, at: datetime) -> Iterator[Fact]:
    """2.1(6): reports of a village and how many were sent back, with the newest of each. One query."""
    if unit.kind != Unit.Kind.VILLAGE:
        return
    since, until = clock.at(first_day), clock.at(last_day + timedelta(days=1))
    rows = DispatchReport.objects.filter(village=unit, received_at__gte=since, received_at__lt=until)
    kept = list(rows.order_by("-received_at").values_list("pk", "version", "returned_at", "typed_by"))
    first = [pk for pk, version, _, _ in kept if version == 1]
    back = [pk for pk, _, returned_at, _ in kept if returned_at]
    if first:
        proxy = sum(typed_by is not None for _, version, _, typed_by in kept if version == 1)
        told = f"，其中代填 {proxy} 份" if proxy else ""
        yield Fact(f"报送周调度报告 {len(first)} 份{told}", reverse("dispatchreport_page", args=[kept[0][0]]))
    if back:
        yield Fact(f"周调度报告退回补正 {len(back)} 次", reverse("dispatchreport_page", args=[back[0]]))
