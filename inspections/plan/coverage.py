"""What a plan promised against what was done: counted in the database, whatever the size of the town."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, ExtractMonth, TruncDate

from dushi import clock
from dushi.town.models import Unit
from inspections.models import CheckLine, Inspection, InspectionPlan, InspectionUnit, PlanLine
from inspections.plan.rules import MONTHS

Status = Inspection.Status


def looked_at(year: int) -> Any:
    """Inspected units where something was really checked in that year; annotated `seen_on` and `month`.

    The month is that of the visit, not of the paper. An open covert inspection is not there (2.0.m9).
    """
    checked = CheckLine.objects.checked().filter(place=OuterRef("pk"))
    seen_on = Coalesce(TruncDate("visited_at", tzinfo=clock.SHANGHAI), "inspection__first_on")
    rows = InspectionUnit.objects.filter(Exists(checked), inspection__in=Inspection.objects.disclosed().values("pk"))
    rows = rows.annotate(seen_on=seen_on).filter(seen_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return rows.annotate(month=ExtractMonth("seen_on")).order_by("seen_on", "pk")


def closed(year: int) -> Any:
    """Those whose inspection is closed: what counts as done."""
    return looked_at(year).filter(inspection__status=Status.CLOSED)


def running(year: int) -> Any:
    """Those looked at, whose inspection is not closed yet."""
    return looked_at(year).filter(inspection__status__in=[Status.UNDER_WAY, Status.REPORTED])


@dataclass
class Month:
    """Villages of one month; a village counts once."""

    number: int
    planned: int = 0
    done: int = 0
    running: int = 0
    extra: int = 0
    is_over: bool = False

    @property
    def missed(self) -> int:
        return self.planned - self.done - self.running if self.is_over else 0


@dataclass
class Coverage:
    """The year: village and month count as one (村次). 示例 villages stand outside."""

    months: list[Month] = field(default_factory=list)
    #: villages without any inspection planned
    bare: int = 0

    @property
    def planned(self) -> int:
        return sum(month.planned for month in self.months)

    @property
    def done(self) -> int:
        return sum(month.done for month in self.months)

    @property
    def running(self) -> int:
        return sum(month.running for month in self.months)

    @property
    def missed(self) -> int:
        return sum(month.missed for month in self.months)

    @property
    def extra(self) -> int:
        return sum(month.extra for month in self.months)

    @property
    def ahead(self) -> int:
        return self.planned - self.done - self.running - self.missed


def coverage(plan: InspectionPlan | None, year: int, villages: QuerySet[Unit], on: date) -> Coverage:
    """How the year stands in these villages. Three queries."""
    mine = villages.order_by().values("pk")
    found = Coverage([Month(n, is_over=(year, n) < (on.year, on.month)) for n in MONTHS])
    here = {"unit": OuterRef("village"), "month": OuterRef("month")}
    lines = PlanLine.objects.live().counted().filter(plan=plan, village__in=mine).order_by()
    lines = lines.annotate(is_done=Exists(closed(year).filter(**here)), is_running=Exists(running(year).filter(**here)))
    counts = lines.values_list("month", "is_done", "is_running").annotate(n=Count("village", distinct=True))
    for number, is_done, is_running, n in counts:
        month = found.months[number - 1]
        month.planned += n
        month.done += n if is_done else 0
        month.running += n if is_running and not is_done else 0
    planned = PlanLine.objects.live().filter(plan=plan, village=OuterRef("unit"), month=OuterRef("month"))
    others = closed(year).filter(~Exists(planned), unit__in=mine, unit__is_example=False).order_by()
    for number, n in others.values_list("month").annotate(n=Count("unit", distinct=True)):
        found.months[number - 1].extra = n
    anywhere = PlanLine.objects.live().filter(plan=plan, village=OuterRef("pk"))
    found.bare = villages.filter(~Exists(anywhere), is_example=False).count()
    return found
