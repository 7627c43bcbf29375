"""What the ledger says of a unit, for the inspector of 2.1(6) (settings.FACT_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.contracts import Fact
from dushi.town.models import Unit


def facts(unit: Unit, first_day: date, last_day: date, at: datetime) -> Iterator[Fact]:
    """What the unit was given: closed in these months, open, overdue, sent back. One query."""
    rows = Matter.objects.ledger().filter(owner_unit=unit)
    lively = Q(status__in=Matter.OWNERS)
    counted = rows.aggregate(
        closed=Count("pk", Q(status=Matter.Status.CLOSED, closed_at__gte=clock.at(first_day))),
        open=Count("pk", ~Q(status__in=Matter.ENDED)),
        overdue=Count("pk", lively & Q(due_at__lt=at)),
        returned=Count("pk", Q(status=Matter.Status.RETURNED)),
    )
    where = f"{reverse('matter_list')}?about={unit.pk}"
    if counted["closed"] or counted["open"]:
        yield Fact(f"交办事项已销号 {counted['closed']} 件、在办 {counted['open']} 件", where)
    if counted["returned"]:
        yield Fact(f"退回补正未办 {counted['returned']} 件", where)
    if counted["overdue"]:
        yield Fact(f"逾期未办 {counted['overdue']} 件", where, is_problem=True)
