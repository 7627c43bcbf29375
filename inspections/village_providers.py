"""村情格: where an inspection has been, once it is over (settings.VILLAGE_PROVIDERS)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from dushi import clock
from dushi.obligations.contracts import VillageRow
from dushi.regulation.periods import Period
from inspections.models import CheckLine, Inspection, InspectionUnit

LABEL = "检查"


def villages(village_ids: Iterable[int], weeks: list[Period]) -> Iterator[VillageRow]:
    """How many inspections looked at each village in each week, of those that are closed. One query."""
    if not weeks:
        return
    looked_at = Exists(CheckLine.objects.checked().filter(place=OuterRef("pk")))
    done = InspectionUnit.objects.filter(looked_at, inspection__status=Inspection.Status.CLOSED)
    closed = done.filter(unit__in=list(village_ids))
    since, until = clock.at(weeks[0].first_day), clock.at(weeks[-1].last_day + timedelta(days=1))
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    row = VillageRow(label=LABEL, short="查")
    came = closed.filter(visited_at__gte=since, visited_at__lt=until).order_by("visited_at", "pk")
    for village, inspection, at in came.values_list("unit", "inspection", "visited_at"):
        if at is None:  # the range above leaves none of these
            continue
        key = Period.of(Period.Kind.WEEK, clock.local(at).date()).key
        counts[village][key] += 1
        row.urls.setdefault(village, {})[key] = reverse("inspection_page", args=[inspection])
    for village, by_week in counts.items():
        row.marks[village] = {key: "✓" if count == 1 else str(count) for key, count in by_week.items()}
    yield row
