"""The week's text for a unit's group robot (settings.ROBOT_TEXT_PROVIDERS): duties, counts and clauses, no names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q

from dushi import clock
from dushi.alerts.texts import basis, moment_text
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from dushi.town.models import Unit


def week_text(unit: Unit, at: datetime) -> Iterator[str]:
    """What the unit (and the villages of an area) owes this week, one line per duty; what is late as a count only."""
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    mine = Obligation.objects.filter(Q(scope=unit) | Q(area=unit), town=unit.town_id)
    owed = mine.open().in_period(week).values("duty__title", "duty__key", "duty__clause__order")
    for duty in owed.annotate(count=Count("pk"), due=Min("due_at")).order_by("duty__clause__order"):
        count = f"{duty['count']}项，" if duty["count"] > 1 else ""
        yield f"{duty['duty__title']}：{count}{moment_text(duty['due'])}前（{basis(duty['duty__key'])}）"
    matters = Matter.objects.filter(Q(owner_unit=unit) | Q(pk__in=Matter.objects.about_area(unit).values("pk")))
    ends = clock.at(week.next().first_day)
    if due := matters.filter(status__in=Matter.OWNERS, due_at__gte=at, due_at__lt=ends).count():
        yield f"本周到期的交办事项：{due}件"
    if late := matters.overdue(at).count() + mine.overdue(at).exclude(late_until__lt=at).count():
        yield f"逾期待办：{late}件，请登录系统查看"
