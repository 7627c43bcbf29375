"""回避: why somebody must keep away from a lead or a case (政务处分法 §47): computed from what is known, beside what
was declared and asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from accountability import sources
from accountability.models import Case, Lead, Recusal, Relation
from accountability.parts import RECUSED
from accountability.remembered import remembered
from dushi import clock
from dushi.town.models import Person, Post, Seat

#: Seats that sit in a unit without a part in its work.
NARROW = (Seat.Kind.ADMINISTRATOR, Seat.Kind.PETITION_DESK)
FINDING = "inspections.finding"


def ties_of(people: Collection[Person], obj: Lead | Case, on: date) -> dict[int, list[str]]:
    """Person → the sentences of why they must neither inquire into it nor decide on it, on that civil day; [] where
    they may. Self, a declared relative (also of who heads the unit), a recusal asked for or upheld (of any part of the
    matter), work in the same unit within twelve months, and who found it (a witness). Five queries at most and one for
    each finding, however many people are asked about."""
    keys = {one.pk for one in people}
    kin, shared = _relatives(keys, obj, on), _same_unit(keys, obj, on)
    recused = {row.person_id for row in withdrawals(obj) if row.is_binding}
    found = {sources.found_by(row.source_id) for row in obj.evidence.all() if row.source_type == FINDING}
    return {
        pk: ["是本人"]
        if pk == obj.person_id
        else [
            *kin.get(pk, []),
            *(["已申请或者被要求回避"] if pk in recused else []),
            *([f"十二个月内与对象同在{'、'.join(shared[pk])}任职"] if pk in shared else []),
            *(["是问题的发现人，属于证人"] if pk in found else []),
        ]
        for pk in keys
    }


def withdrawals(obj: Lead | Case) -> list[Recusal]:
    """Every 回避 of the matter that it is part of, with its people."""
    return remembered(obj, "withdrawals", lambda: list(RECUSED.about(obj)))


def bound(person: Person, obj: Lead | Case, on: date) -> list[str]:
    """The same of one."""
    return ties_of([person], obj, on)[person.pk]


def unbound(people: Collection[Person], obj: Lead | Case, on: date) -> list[Person]:
    """Those of the people who need not keep away."""
    tied = ties_of(people, obj, on)
    return [one for one in people if not tied[one.pk]]


def _relatives(people: set[int], obj: Lead | Case, on: date) -> dict[int, list[str]]:
    about, said = {obj.person_id}, "与对象是近亲属"
    if obj.unit_id:
        heads = Post.objects.in_force(on).filter(seat__unit=obj.unit_id, seat__kind=Seat.Kind.HEAD)
        about, said = set(heads.values_list("person", flat=True)), "与该单位主要负责人是近亲属"
    pairs = Relation.objects.filter(
        Q(person__in=people, relative__in=about) | Q(relative__in=people, person__in=about), ended_on__isnull=True
    )
    near = {one for pair in pairs.values_list("person", "relative") for one in pair if {*pair} - {one} & about}
    return {pk: [said] for pk in people & near}


def _same_unit(people: set[int], obj: Lead | Case, on: date) -> dict[int, list[str]]:
    """Person → names of the units in which both worked within the twelve months before."""
    shared = (
        Q(seat__unit=obj.unit_id) if obj.unit_id else Q(seat__unit__in=_held({obj.person_id}, on).values("seat__unit"))
    )
    found: dict[int, list[str]] = {}
    rows = _held(people, on).filter(shared).order_by("seat__unit")
    for person, name in rows.values_list("person", "seat__unit__name"):
        if name not in found.setdefault(person, []):
            found[person].append(name)
    return found


def _held(people: Collection[int | None], on: date) -> QuerySet[Post]:
    """Posts held on any day of the twelve months before."""
    since = clock.year_before(on)
    posts = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), valid_from__lte=on)
    return posts.filter(person__in=people).exclude(seat__kind__in=NARROW)
