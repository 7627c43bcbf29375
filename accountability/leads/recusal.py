"""回避: why somebody must keep away from a lead or a case (政务处分法 §47): computed from what is known, beside what
was declared and asked for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from accountability import sources
from accountability.models import Case, Evidence, Lead, Recusal, Relation
from dushi.town.models import Person, Post, Seat, Unit

#: Seats that sit in a unit without a part in its work.
NARROW = (Seat.Kind.ADMINISTRATOR, Seat.Kind.PETITION_DESK)
FINDING = "inspections.finding"


def bound(person: Person, obj: Lead | Case, on: date) -> list[str]:
    """The sentences of why that person must neither inquire into it nor decide on it, on that civil day; [] where they
    may. Self, a declared relative (also of who heads the unit), a recusal asked for or upheld, work in the same unit
    within twelve months, and who found it (a witness). At most seven queries."""
    if obj.person_id == person.pk:
        return ["是本人"]
    return [
        *_relatives(person, obj, on),
        *(["已申请或者被要求回避"] if _is_recused(person, obj) else []),
        *_same_unit(person, obj, on),
        *(["是问题的发现人，属于证人"] if _found_it(person, obj) else []),
    ]


def _relatives(person: Person, obj: Lead | Case, on: date) -> list[str]:
    near = Relation.objects.filter(Q(person=person) | Q(relative=person), ended_on__isnull=True)
    people = {one for pair in near.values_list("person", "relative") for one in pair} - {person.pk}
    if obj.person_id in people:
        return ["与对象是近亲属"]
    if not people or obj.unit_id is None:
        return []
    heads = Post.objects.in_force(on).filter(seat__unit=obj.unit_id, seat__kind=Seat.Kind.HEAD, person__in=people)
    return ["与该单位主要负责人是近亲属"] if heads.exists() else []


def _is_recused(person: Person, obj: Lead | Case) -> bool:
    return Recusal.objects.binding(person.pk).filter(**{obj._meta.model_name or "": obj}).exists()


def _same_unit(person: Person, obj: Lead | Case, on: date) -> list[str]:
    units = {obj.unit_id} if obj.unit_id else set(_held(obj.person_id, on).values_list("seat__unit", flat=True))
    shared = _held(person.pk, on).filter(seat__unit__in=units).values_list("seat__unit", flat=True)
    names = Unit.objects.filter(pk__in=shared).values_list("name", flat=True) if units else []
    return [f"十二个月内与对象同在{'、'.join(names)}任职"] if names else []


def _held(person_id: int | None, on: date):  # type: ignore[no-untyped-def] # a queryset of posts
    """Posts held on any day of the twelve months before."""
    since = _year_before(on)
    posts = Post.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since), valid_from__lte=on)
    return posts.filter(person=person_id).exclude(seat__kind__in=NARROW)


def _year_before(on: date) -> date:
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


def _found_it(person: Person, obj: Lead | Case) -> bool:
    kept = Evidence.objects.filter(**{obj._meta.model_name or "": obj}, source_type=FINDING)
    ids = set(kept.values_list("source_id", flat=True))
    return any(sources.found_by(one) == person.pk for one in ids)


def unbound(people: Collection[Person], obj: Lead | Case, on: date) -> list[Person]:
    """Those of the people who need not keep away."""
    return [one for one in people if not bound(one, obj, on)]
