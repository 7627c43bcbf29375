"""What inspections tell of a town's week (周通报): those that were closed, by kind. An open one is nobody's to know."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from dushi import clock
from dushi.bulletin.contracts import Item, Share
from dushi.regulation.periods import Period
from dushi.town.models import Town
from inspections.models import Inspection


def share(town: Town, week: Period, at: datetime) -> Share:
    """One query."""
    closed = Inspection.objects.filter(town=town, status=Inspection.Status.CLOSED).counted()
    closed = closed.filter(closed_at__gte=clock.at(week.first_day), closed_at__lt=clock.at(week.next().first_day))
    kinds = Counter(closed.values_list("kind", flat=True))
    said = "、".join(f"{kind.label} {kinds[kind]} 次" for kind in Inspection.Kind if kinds[kind])
    return Share(items=[Item("办结检查", f"{said}。" if said else "没有。")])
