"""Whom a line of a notice concerns: the person named, or who heads the unit; and who stands too near to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accountability.models import NoticeSubject, Relation
from dushi.town.models import Person, Post, Seat, Unit
from dushi.town.models import in_force as dated_in_force


def heads(units: Iterable[int], on: date) -> dict[int, list[int]]:
    """unit → ids of its 主要负责人 in post on that day; a unit whose seat is empty is not there. One query."""
    found: dict[int, list[int]] = {}
    posts = Post.objects.in_force(on).filter(seat__unit__in=list(units), seat__kind=Seat.Kind.HEAD)
    for unit, person in posts.order_by("pk").values_list("seat__unit", "person"):
        found.setdefault(unit, []).append(person)
    return found


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
    kin = Q(person=person_id, relative__in=people) | Q(relative=person_id, person__in=people)
    return Relation.objects.filter(kin, ended_on__isnull=True).exists()


def posts_text(subject: Person | Unit, on: date) -> str:
    """The posts a person held on that day, 示例一村主要负责人、…; of a unit, who headed it. At most 200 characters."""
    posts = Post.objects.in_force(on).select_related("seat__unit", "person").order_by("seat__kind", "pk")
    if isinstance(subject, Unit):
        rows = posts.filter(seat__unit=subject, seat__kind=Seat.Kind.HEAD)
        return "、".join(f"{post.seat}{post.person}" for post in rows)[:200]
    return "、".join(str(post.seat) for post in posts.filter(person=subject))[:200]
