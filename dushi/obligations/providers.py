"""What obligations hand to 今日过问 (settings.CONCERN_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.urls import reverse

from dushi import words
from dushi.alerts.models import Alert
from dushi.obligations.contracts import Concern
from dushi.obligations.models import Obligation
from dushi.obligations.wording import OPEN, Nature, nature_of, who
from dushi.regulation.models import Duty
from dushi.town.models import Unit, User

#: What was due longer ago than this is history, not today's question.
RECENT = timedelta(days=28)
#: 今日过问 shows ten in all.
MOST = 10
#: How heavy a concern is: a meeting of a body before a leader's visit before a report; each further period adds.
WEIGHTS = {Nature.MEETING: 30, Nature.OTHER: 20, Nature.REPORT: 10}
EACH_MORE = 10


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """Reports late this week, an area's villages in one line; bodies and leaders, most periods first. Five queries.

    Villages that are silent week after week are named by the room of the reports.
    """
    overdue = Obligation.objects.visible_to(user).overdue(at).filter(due_at__gt=at - RECENT)
    yield from _areas(overdue.filter(duty__holder_kind=Unit.Kind.VILLAGE, late_until__gte=at))
    yield from _holders(overdue.exclude(duty__holder_kind=Unit.Kind.VILLAGE))


def _areas(rows: QuerySet[Obligation]) -> Iterator[Concern]:
    """Villages whose report is late and may still come, by area."""
    grouped = rows.values("duty", "period", "area", "area__name").annotate(
        count=Count("pk"), since=Min("due_at"), one=Min("scope__name")
    )
    worst = list(grouped.order_by("-count", "area")[:MOST])
    duties = Duty.objects.in_bulk({group["duty"] for group in worst})
    for group in worst:
        duty = duties[group["duty"]]
        which = group["one"] if group["count"] == 1 else f"{group['one']}等 {group['count']} 个村"
        query = f"?area={group['area']}" if group["area"] else ""
        yield Concern(
            title=f"{which}{words.period(group['period'])}{duty.title}{OPEN[Nature.REPORT]}",
            whose=group["area__name"] or "未划入管区",
            url=reverse("obligation_cell", args=[duty.key, group["period"]]) + query,
            button="看是谁",
            since=group["since"],
            clause=duty.key,
            weight=WEIGHTS[Nature.REPORT] + group["count"],
        )


def _holders(rows: QuerySet[Obligation]) -> Iterator[Concern]:
    """Whoever owes the same duty for several periods comes before whoever owes it once."""
    grouped = rows.values("duty__key", "holder_unit", "holder_seat", "scope").annotate(
        count=Count("pk"), newest=Max("pk"), since=Min("due_at")
    )
    worst = {group["newest"]: group for group in grouped.order_by("-count", "since")[: MOST * 2]}
    loaded = Obligation.objects.filter(pk__in=worst).select_related("duty", "scope", "holder_unit", "holder_seat__unit")
    told = dict(
        Alert.objects.filter(object_type=Obligation._meta.label_lower, object_id__in=[str(pk) for pk in worst])
        .filter(told_at__isnull=False)
        .values_list("object_id")
        .annotate(last=Max("told_at"))
    )
    for row in loaded:
        group, nature = worst[row.pk], nature_of(row.duty)
        times = f"，连同此前共 {group['count']} 期" if group["count"] > 1 else ""
        last = told.get(str(row.pk))
        yield Concern(
            title=f"{who(row)}{words.period(row.period)}{row.duty.title}{OPEN[nature]}{times}",
            whose=who(row),
            url=reverse("obligation_page", args=[row.pk]),
            button="查看",
            since=group["since"],
            last_word=f"{words.moment(last)} 已提醒" if last else "",
            clause=row.duty.key,
            weight=WEIGHTS[nature] + EACH_MORE * group["count"],
        )
