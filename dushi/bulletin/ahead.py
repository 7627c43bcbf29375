"""What the rule book itself asks in the next week, for 周通报: each duty once a day, however many owe it."""

from __future__ import annotations

from datetime import datetime

from dushi import clock, words
from dushi.bulletin.contracts import Ahead, Share
from dushi.obligations.models import Obligation
from dushi.obligations.wording import Nature, nature_of
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.models import Town


def share(town: Town, week: Period, at: datetime) -> Share:
    """Duties that fall due, but meetings, which stand on their own day. Two queries."""
    coming = week.next()
    rows = Obligation.objects.filter(town=town, due_at__gt=clock.at(coming.first_day)).counted().open().owed()
    rows = rows.filter(due_at__lte=clock.at(coming.next().first_day)).order_by()
    due = {(words.deadline(moment)[0], duty) for moment, duty in rows.values_list("due_at", "duty").distinct()}
    duties = Duty.objects.filter(pk__in={duty for _, duty in due}).order_by("clause__order", "pk")
    asked = [duty for duty in duties if nature_of(duty) is not Nature.MEETING]
    return Share(ahead=[Ahead(day, f"{duty.title}到期") for duty in asked for day, pk in sorted(due) if pk == duty.pk])
