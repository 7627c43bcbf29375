"""Whom a line of a notice concerns: the person named, or who heads the unit; and who stands too near to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accountability.models import NoticeSubject, relation
from accountability.posts import heads
from dushi.town.models import Person, Post, Seat
from dushi.town.models import in_force as dated_in_force


def told(lines: Iterable[NoticeSubject], on: date) -> dict[object, list[int]]:
    """line → ids of the people it is told to: the person, or whoever heads the unit on that day. One query."""
    rows = list(lines)
    headed = heads([line.unit_id for line in rows if line.unit_id], on)
    return {line.pk: [line.person_id] if line.person_id else headed.get(line.unit_id or 0, []) for line in rows}


def near(person_id: int | None, lines: Iterable[NoticeSubject], on: date) -> bool:
    """True where the person is concerned by one of the lines, or is a declared relative of whoever is.

    Concerned: named, head of the unit on that day or when it happened, or at work in it. Three queries.
    """
    rows = list(lines)
    units = [line.unit_id for line in rows if line.unit_id]
    days = {on, *(line.notice.matter.happened_on for line in rows)}
    held = Q()
    for day in days:
        held |= dated_in_force(day)
    seated = Post.objects.filter(held, seat__unit__in=units) if days else Post.objects.none()
    mine = seated.filter(person=person_id).exclude(seat__kind=Seat.Kind.LINK_LEADER)
    people = {line.person_id for line in rows if line.person_id}
    if person_id in people or mine.exists():
        return True
    people |= set(seated.filter(seat__kind=Seat.Kind.HEAD).values_list("person", flat=True))
    return Person.objects.filter(relation.near(person_id, "pk"), pk__in=people).exists()
