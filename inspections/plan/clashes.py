"""Two inspections of one village in one month: offered to be merged, the field is not entered twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from dushi.town.models import User
from inspections.models import Inspection, InspectionPlan, InspectionUnit, PlanLine

#: Offers shown at once.
MOST = 12


@dataclass(frozen=True)
class Clash:
    """A line that meets others of the same village and month, or an inspection already drafted for it."""

    line: PlanLine
    lines: int = 1
    inspection: Inspection | None = None


def clashes(plan: InspectionPlan, user: User, first_month: int) -> list[Clash]:
    """What may be merged from that month on. Four queries at most."""
    return [*_doubled(plan, first_month), *_drafted(plan, user, first_month)][:MOST]


def _doubled(plan: InspectionPlan, first_month: int) -> list[Clash]:
    live = PlanLine.objects.live().filter(plan=plan, month__gte=first_month).order_by()
    pairs = live.values("village", "month").annotate(n=Count("pk")).filter(n__gt=1)
    counts = {(row["village"], row["month"]): row["n"] for row in pairs.order_by("month", "village")[:MOST]}
    lines = live.filter(village__in={v for v, _ in counts}, month__in={m for _, m in counts}).select_related("village")
    first = {(line.village_id, line.month): line for line in lines.order_by("-added_at", "pk")}
    return [Clash(first[key], n) for key, n in counts.items()]


def _drafted(plan: InspectionPlan, user: User, first_month: int) -> list[Clash]:
    """Routine inspections still in draft that lack contents planned for one of their villages. Open covert ones are
    spoken of to nobody here."""
    drafts = (
        Inspection.objects.visible_to(user)
        .disclosed()
        .filter(
            status=Inspection.Status.DRAFTED,
            kind=Inspection.Kind.ROUTINE,
            first_on__range=(date(plan.year, min(first_month, 12), 1), date(plan.year, 12, 31)),
        )
    )
    places = InspectionUnit.objects.filter(inspection__in=drafts.order_by().values("pk"))
    rows = {(row.unit_id, row.inspection.first_on.month): row.inspection for row in places.select_related("inspection")}
    live = PlanLine.objects.live().filter(plan=plan, village__in={v for v, _ in rows}, month__in={m for _, m in rows})
    met = [(line, rows.get((line.village_id, line.month))) for line in live.select_related("village")]
    lacking = [
        (line, found) for line, found in met if found and found.focus and not set(line.focus) <= set(found.focus)
    ]
    return [Clash(line, 1, found) for line, found in lacking]
