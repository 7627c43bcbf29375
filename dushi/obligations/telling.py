"""Telling of what villages owe, by the database alone: hundreds of thousands of reports fall due in one minute.

The people are those of people.py and the words those of wording.py; a property test holds this to the reading of each
row (rungs.py). What is not a village's, is kept by a predecessor or lies in a week of grace is left to that reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from dushi import clock
from dushi.alerts.models import Alert, Look
from dushi.alerts.storing import chunks, round_of
from dushi.obligations.inserting import insert_from
from dushi.obligations.models import ANSWERING, Obligation, ObligationQuerySet
from dushi.obligations.rungs import Fallen, ending
from dushi.obligations.wording import framed, place_frame
from dushi.records.marking import AT_ONCE
from dushi.records.random_keys import RandomKey
from dushi.regulation.due import Due
from dushi.regulation.ladder import To
from dushi.regulation.models import Duty
from dushi.town.models import Handover, Post, Seat, Unit, in_force

LABEL, STEP = Obligation._meta.label_lower, "OWED"
COLUMNS = (
    "key",
    *("town_id", "person_id", "object_type", "object_id", "rung", "order", "round", "clause", "title", "whose"),
    *("due_at", "url", "is_urgent", "created_at", "passed_at"),
)
#: Rows of obligations, each with one person (annotated).
Told = Any


@dataclass(frozen=True)
class Group:
    """Obligations of one duty and period with the same moments, and all their rungs that have fallen due."""

    duty: Duty
    period: str
    due: Due
    fallen: list[Fallen]

    @property
    def rows(self) -> Q:
        moments = Q(due_at=self.due.due_at, late_until=self.due.late_until)
        return Q(duty=self.duty.pk, period=self.period) & moments


def read_alone(on: date) -> Q:
    """Obligations that are read one by one."""
    grace = Handover.objects.filter(seat__town=OuterRef("town"), on__lte=on, grace_until__gte=on)
    of_village = Q(holder_unit__kind=Unit.Kind.VILLAGE) & in_force(on, "holder_unit__")
    return Q(holder_unit__isnull=True) | ~of_village | Q(kept_by__isnull=False) | Q(Exists(grace))


def tell(group: Group, rows: ObligationQuerySet, since: datetime, at: datetime) -> int:
    """Store the rungs of these rows that fell due since; returns how many are new and live.

    rows: of the group, all of villages. Per role the newest is live and takes the place of the one before it.
    """
    live = 0
    for role in To:
        fallen = [rung for rung in group.fallen if rung.step.to is role]
        for rung in fallen:
            if since < rung.falls_at:
                is_live = rung is max(fallen, key=lambda one: (one.order, one.falls_at))
                live += sum(_store(group, rung, told, at, is_live=is_live) for told in _told(rows, role, at)) * is_live
                if is_live:
                    _take_place(group, rung, rows, at)
    return live


def _store(group: Group, rung: Fallen, told: Told, at: datetime, *, is_live: bool) -> int:
    duty, due_at = group.duty, group.due.due_at
    head, tail = framed(duty, group.period)
    tail += ending(duty, due_at, is_late=rung.falls_at > due_at)
    before, key, after = place_frame(duty, group.period)
    passed = Value(None if is_live else at, DateTimeField())
    values: list[Combinable] = [
        RandomKey(),
        *(F("town_id"), F("person"), Value(LABEL), _text("pk"), Value(rung.step.rung), Value(rung.order)),
        *(Value(round_of(due_at)), Value(duty.key)),
        Concat(Value(head), F("holder_unit__name"), Value(tail), output_field=TextField()),
        F("holder_unit__name"),
        *(F("due_at"), Concat(Value(before), _text(key) if key else Value(""), Value(after), output_field=TextField())),
        *(Value(False), Value(at, DateTimeField()), Cast(passed, DateTimeField())),
    ]
    return insert_from(Alert, COLUMNS, told.values_list(*values))


def _text(field: str) -> Cast:
    return Cast(field, CharField())


def _take_place(group: Group, rung: Fallen, rows: ObligationQuerySet, at: datetime) -> None:
    """What was live for the same person has passed. Where the rung stood before and stopped, as after a day of the
    calendar was moved, the row is read by itself."""
    newest = Q(rung=rung.step.rung, round=round_of(group.due.due_at))
    told = Alert.objects.filter(object_type=LABEL, order__gt=0)
    taken = told.live().filter(newest, object_id=OuterRef("object_id"), person=OuterRef("person"))
    # By their ids: moments that go together mislead the planner, who expects one row of a join.
    for chunk in chunks([str(pk) for pk in rows.values_list("pk", flat=True)]):
        there = told.filter(object_id__in=chunk)
        there.live().exclude(newest).filter(Exists(taken)).update(passed_at=at)
        stopped = there.filter(newest, stopped_at__isnull=False).values_list("town", "object_id")
        mark_alone(stopped.distinct())


def mark_alone(rows: Iterable[tuple[int, object]]) -> None:
    """Let obligations, each by its town and id, be read by themselves in this climb."""
    Look.objects.bulk_create(
        (Look(step=STEP, town_id=town, item=str(pk), look_at=AT_ONCE) for town, pk in rows), batch_size=5000
    )


def _told(rows: ObligationQuerySet, role: To, at: datetime) -> Iterator[Told]:
    """The rows with whom that rung is told to (people.py): 包村人员, the 管区书记 of the area, its 包片领导 or where it
    has none the main leaders; nobody twice."""
    on = clock.local(at).date()
    doers = _seated(rows, "holder_unit", ANSWERING[Unit.Kind.VILLAGE], on)
    chiefs = _seated(rows, "area", Seat.Kind.AREA_SECRETARY, on)
    if role is To.DOER:
        yield doers
    elif role is To.CHIEF:
        yield _without(chiefs, [doers])
    else:
        led = _seated(rows, "area", Seat.Kind.AREA_LEADER, on)
        above = _seated(rows, "town", Seat.Kind.MAIN_LEADER, on)
        yield _without(led, [doers, chiefs])
        yield _without(above.filter(~Exists(led.filter(pk=OuterRef("pk")))), [doers, chiefs])


def _seated(rows: ObligationQuerySet, place: str, kind: Seat.Kind, on: date) -> Told:
    """Each row with each person in post in that kind of seat there, 代理 before the absent holder: `person`."""
    seat = f"{place}__seats"
    post = f"{seat}__posts"
    found = rows.annotate(
        seat=F(f"{seat}__pk"),
        seat_kind=F(f"{seat}__kind"),
        unit_from=F(f"{seat}__unit__valid_from"),
        unit_to=F(f"{seat}__unit__valid_to"),
        post=F(f"{post}__pk"),
        acting=F(f"{post}__is_acting"),
        begins=F(f"{post}__valid_from"),
        ends=F(f"{post}__valid_to"),
        person=F(f"{post}__person"),
    )
    later = Q(valid_from__gt=OuterRef("begins")) | Q(valid_from=OuterRef("begins"), pk__gt=OuterRef("post"))
    before = Q(is_acting=True) & Q(is_acting__gt=OuterRef("acting")) | Q(is_acting=OuterRef("acting")) & later
    better = Post.objects.in_force(on).filter(before, seat=OuterRef("seat"))
    there = Q(unit_to__isnull=True) | Q(unit_to__gte=on)
    held = Q(ends__isnull=True) | Q(ends__gte=on)
    return found.filter(there, held, seat_kind=kind, unit_from__lte=on, begins__lte=on).filter(~Exists(better))


def _without(told: Told, others: Iterable[Told]) -> Told:
    for other in others:
        told = told.filter(~Exists(other.filter(pk=OuterRef("pk"), person=OuterRef("person"))))
    return told
