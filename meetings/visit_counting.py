"""What a confirmed visit does to a duty of 1.5, also where the rule book asks for several in a month."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from dushi import clock
from dushi.obligations.actions import count, fulfil
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from dushi.town.models import Post
from meetings.fulfilling import counting_moment
from meetings.models import VisitParticipant
from meetings.visit_rules import fits


def fulfil_by_visit(row: VisitParticipant) -> None:
    """From its confirmation on the visit counts for this participant, where the place fits (1.5).

    Of a duty that asks for n visits the n-th fulfils it, as of the moment that one counts from.
    """
    for owed in fits(row):
        wanted = owed.duty.minimum
        done = _counted(owed) if wanted > 1 else [row]
        if wanted > 1:
            count(obligation=owed, times=len(done), evidence=row.visit)
        if len(done) < wanted:
            continue
        enough = done[wanted - 1]
        fulfil(
            duty_key=owed.duty.key,
            scope=owed.scope,
            period=Period.parse(owed.period),
            at=_counts_at(enough, owed),
            evidence=enough.visit,
            person=enough.person,
            holder_seat=owed.holder_seat,
        )


def _counted(owed: Obligation) -> list[VisitParticipant]:
    """The confirmed visits of the month that serve it, each once, in the order they count."""
    held = Post.objects.filter(seat=owed.holder_seat_id).values("person")
    rows = VisitParticipant.objects.filter(
        Q(person__in=held) | Q(person=owed.kept_by_id),
        confirmed_at__isnull=False,
        visit__town=owed.town_id,
        visit__visited_on__range=(owed.starts_on, owed.ends_on),
    )
    found: dict[int, VisitParticipant] = {}
    for row in sorted(rows.select_related("visit__village", "person"), key=lambda row: _counts_at(row, owed)):
        if row.visit_id not in found and owed in fits(row):
            found[row.visit_id] = row
    return list(found.values())


def _counts_at(row: VisitParticipant, owed: Obligation) -> datetime:
    """Confirmed by `late_until` a visit counts as of its day, later as of the confirmation: nobody can backdate.

    It is known by its civil day: it counts as of the end of that day, or of its confirmation where earlier.
    """
    confirmed = row.confirmed_at or clock.now()
    end = clock.at(row.visit.visited_on + timedelta(days=1)) - timedelta(minutes=1)
    return counting_moment(min(end, confirmed), confirmed, owed.late_until)
