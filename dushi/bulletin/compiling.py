"""The step of the tick: on Monday each town's past week lies ready as a draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.bulletin.models import Bulletin
from dushi.regulation.periods import Period
from dushi.town.models import Town

BATCH = 500


def compile_due(at: datetime) -> int:
    """Make the draft of the week that ended, of every town that was live in it, all at once; returns how many.

    A second call finds them there: one look at an index, whatever the number of towns. Weeks in which nothing ran are
    not made up: what stood open then can no longer be counted.
    """
    week = Period.of(Period.Kind.WEEK, clock.local(at).date()).previous()
    if Bulletin.objects.filter(period=week.key).exists():
        return 0
    towns = Town.objects.filter(live_from__lte=week.first_day).order_by("pk")
    rows = [Bulletin(town=town, period=week.key, compiled_at=at) for town in towns]
    with transaction.atomic():
        Bulletin.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)
