"""What the ledger tells of a town's week (周通报): counts by area; what the public reported stands outside."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count, Q

from dushi import clock, words
from dushi.bulletin.contracts import Ahead, Column, Share
from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Town
from dushi.town.places import placed

Status = Matter.Status


def share(town: Town, week: Period, at: datetime) -> Share:
    """新增, 销号 of the week, 逾期 as of the moment, by the area they are about; what is due next week. Two queries."""
    rows = Matter.objects.filter(town=town).counted().ledger().exclude(source=Matter.Source.PUBLIC)
    span = (clock.at(week.first_day), clock.at(week.next().first_day) - timedelta(microseconds=1))
    counted = placed(rows, "about", week.last_day).values_list("place").annotate(
        opened=Count("pk", filter=Q(raised_at__range=span) & ~Q(status=Status.DISMISSED)),
        closed=Count("pk", filter=Q(closed_at__range=span, status=Status.CLOSED)),
        late=Count("pk", filter=Q(status__in=Matter.OWNERS, due_at__lt=at)),
    )  # fmt: skip
    found = list(counted)
    heads = ("新增", "销号", "逾期")
    columns = [Column(head, {row[0]: row[n] for row in found}) for n, head in enumerate(heads, start=1)]
    coming = week.next()
    due = rows.filter(status__in=Matter.OWNERS, due_at__gt=clock.at(coming.first_day))
    due = due.filter(due_at__lte=clock.at(coming.next().first_day), due_at__gte=at)
    days = Counter(words.deadline(moment)[0] for moment in due.values_list("due_at", flat=True) if moment)
    return Share(columns=columns, ahead=[Ahead(day, f"到期事项 {days[day]} 件") for day in sorted(days)])
