"""One village over time: its inspections and what they found, beside what 村情格 knows of every week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from dushi import clock
from dushi.obligations.attention import Cell, line_of, rows_of
from dushi.obligations.contracts import VillageRow
from dushi.records.links import url_of
from dushi.regulation.periods import Period
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from inspections.models import CheckLine, Finding, Inspection, InspectionPlan, PlanLine
from inspections.models.inspection import InspectionQuerySet
from inspections.village_providers import LABEL

#: Inspections on the page of a village; the rest stands in its history.
NEWEST = 5


@dataclass(frozen=True)
class Visited:
    """One inspection with the findings in this village that may be spoken of."""

    inspection: Inspection
    url: str
    #: something was checked here, or may still be
    is_looked_at: bool
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """One month: its weeks in order, its inspections, and whether one was planned."""

    period: Period
    weeks: list[Cell]
    #: words and page of what other rooms know: 第 38 周调研督导
    links: list[tuple[str, str]]
    inspections: list[Visited]
    is_planned: bool

    @property
    def promise(self) -> tuple[str, str]:
        """Colour and word of what was planned for the month; of a month without a plan nothing."""
        if not self.is_planned:
            return "", ""
        statuses = {one.inspection.status for one in self.inspections if one.is_looked_at}
        if Inspection.Status.CLOSED in statuses:
            return "done", "按计划查过"
        if statuses & {Inspection.Status.UNDER_WAY, Inspection.Status.REPORTED}:
            return "due", "正在检查"
        return ("over", "计划未查") if self.period.last_day < clock.today() else ("todo", "计划检查")


@dataclass(frozen=True)
class History:
    year: int
    months: list[Month]
    inspections: int
    findings: int
    open_findings: int


def history_of(user: User, village: Unit, year: int, on: date) -> History:
    """The year of one village, the newest month first; as many queries as 村情格's providers make, and four."""
    months = [Period(Period.Kind.MONTH, year, n) for n in range(12, 0, -1)]
    months = [month for month in months if month.first_day <= on]
    weeks = [week for week in Period(Period.Kind.YEAR, year).weeks() if week.first_day <= on]
    rows = rows_of([village.pk], weeks)
    cells, links = _by_month(weeks, line_of(village, rows, weeks).cells), _links(village, rows, weeks)
    visited = _visited(user, village, year)
    plans = InspectionPlan.objects.visible_to(user).approved().filter(year=year)
    planned = set(PlanLine.objects.live().filter(plan__in=plans, village=village).values_list("month", flat=True))
    found = [finding for each in visited.values() for one in each for finding in one.findings]
    live_from = village.town.live_from
    return History(
        year,
        [
            Month(one, cells[one.number], links[one.number], visited[one.number], one.number in planned)
            for one in months
            if one.last_day >= live_from or visited[one.number]
        ],
        sum(len(each) for each in visited.values()),
        len(found),
        sum(finding.matter is not None and finding.matter.is_open for finding in found),
    )


def _by_month(weeks: list[Period], cells: list[Cell]) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = defaultdict(list)
    for week, cell in zip(weeks, cells, strict=True):
        found[week.month.number].append(cell)
    return found


def _links(village: Unit, rows: list[VillageRow], weeks: list[Period]) -> dict[int, list[tuple[str, str]]]:
    """Month → what happened beside the weekly report and the inspections, each page once."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        urls = row.urls.get(village.pk, {}) if row.short and row.label != LABEL else {}
        for week in weeks:
            if url := urls.get(week.key):
                found[week.month.number][url].append(f"{week.short_label}{row.label}")
    shown: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for month, pages in found.items():
        shown[month] = [(said[0] if len(said) == 1 else f"{said[0]}起", url) for url, said in pages.items()]
    return shown


def known(user: User, village: Unit) -> InspectionQuerySet:
    """Inspections of the village that this person may read of here: never an open covert one, nor a withdrawn one."""
    rows = Inspection.objects.visible_to(user).disclosed().of_unit(village)
    return rows.exclude(status=Inspection.Status.WITHDRAWN).order_by("-first_on", "pk")


def _visited(user: User, village: Unit, year: int) -> dict[int, list[Visited]]:
    """Month → its inspections, the newest first. Two queries."""
    rows = known(user, village).filter(first_on__year=year).select_related("lead_unit")
    lines = CheckLine.objects.checked().filter(place__inspection=OuterRef("pk"), place__unit=village)
    shown = {
        one.pk: Visited(one, url_of(one._meta.label_lower, str(one.pk)), one.is_open or one.is_looked_at)
        for one in rows.annotate(is_looked_at=Exists(lines))
    }
    findings = Finding.objects.visible_to(user).disclosed().filter(unit=village, inspection__in=list(shown))
    for finding in findings.select_related("matter"):
        shown[finding.inspection_id].findings.append(finding)
    found: dict[int, list[Visited]] = defaultdict(list)
    for one in shown.values():
        found[one.inspection.first_on.month].append(one)
    return found


def section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """历次检查, on the page of a village. One query."""
    if unit.kind != Unit.Kind.VILLAGE:
        return
    shown = Q(findings__is_sealed=False, findings__unit=unit)
    rows = known(user, unit).annotate(found=Count("findings", filter=shown))[:NEWEST]
    newest = [(one, url_of(one._meta.label_lower, str(one.pk))) for one in rows]
    context = {"newest": newest, "history_url": reverse("village_history", args=[unit.pk])}
    yield Section("历次检查", "inspections/_village_section.html", context)
