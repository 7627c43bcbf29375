"""Units: made, changed, moved to another area, ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import AreaMembership, Seat, Town, Unit, User

#: Of these a town has one each: no second can be made.
SINGLE = frozenset(
    {
        Unit.Kind.PARTY_COMMITTEE,
        Unit.Kind.JOINT_MEETING,
        Unit.Kind.LEADING_GROUP,
        Unit.Kind.OFFICE,
        Unit.Kind.COMMISSION,
    }
)
#: Seats that every new unit of a kind has, empty at first.
USUAL_SEATS: dict[str, tuple[str, ...]] = {
    Unit.Kind.AREA: (Seat.Kind.AREA_SECRETARY, Seat.Kind.AREA_LEADER),
    Unit.Kind.VILLAGE: (Seat.Kind.LIAISON, Seat.Kind.HEAD),
    Unit.Kind.DEPARTMENT: (Seat.Kind.HEAD,),
    Unit.Kind.OFFICE: (Seat.Kind.HEAD, Seat.Kind.STAFF),
    Unit.Kind.COMMISSION: (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.COMMISSION_STAFF),
}
FIELDS = ("name", "code", "order", "is_key", "is_example")


def usual_seats(unit: Unit) -> list[Seat]:
    """The seats that come with a unit of its kind, unsaved."""
    return [Seat(town_id=unit.town_id, unit=unit, kind=kind) for kind in USUAL_SEATS.get(unit.kind, ())]


@transaction.atomic
def add_unit(
    *, town: Town, kind: str, name: str, by: User | None, valid_from: date | None = None, **fields: Any
) -> Unit:
    """A new unit with the usual seats of its kind. `fields`: any of FIELDS, and `area` for a village.

    Raises Refused where the name is taken, or where a second one of its kind may not be.
    """
    area = fields.pop("area", None)
    if kind in SINGLE and town.units.filter(kind=kind).in_force().exists():
        raise Refused(f"本镇已有{Unit.Kind(kind).label}，不能再设一个。", field="name")
    if town.units.filter(kind=kind, name=name).exists():
        raise Refused(f"已有同名的{Unit.Kind(kind).label}“{name}”。", field="name")
    unit = Unit.objects.create(town=town, kind=kind, name=name, valid_from=valid_from or clock.today(), **fields)
    Seat.objects.bulk_create(usual_seats(unit))
    record(f"设立{unit.get_kind_display()}", unit, by=by)
    if area:
        move_village(village=unit, area=area, by=by, on=unit.valid_from)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, by: User, **fields: Any) -> Unit:
    """Change any of FIELDS; `area` moves a village from today. Raises Refused where the name is taken."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    area = fields.pop("area", None)
    before = {name: getattr(unit, name) for name in FIELDS if name in fields and getattr(unit, name) != fields[name]}
    if "name" in before and unit.town.units.exclude(pk=unit.pk).filter(kind=unit.kind, name=fields["name"]).exists():
        raise Refused(f"已有同名的{unit.get_kind_display()}“{fields['name']}”。", field="name")
    for name in before:
        setattr(unit, name, fields[name])
    if before:
        unit.save(update_fields=list(before))
        record("修改单位", unit, by=by, data={"before": before, "after": {name: fields[name] for name in before}})
    if area and area != unit.area_on():
        move_village(village=unit, area=area, by=by)
    return unit


@transaction.atomic
def move_village(*, village: Unit, area: Unit, by: User | None, on: date | None = None) -> AreaMembership:
    """From `on` (today where not given) the village belongs to `area`; what was opened before keeps its area."""
    day = on or clock.today()
    now = AreaMembership.objects.select_for_update().filter(village=village, valid_to__isnull=True).first()
    if now and now.valid_from >= day:
        now.area, now.valid_from = area, day
        now.save(update_fields=["area", "valid_from"])
        membership = now
    else:
        if now:
            now.valid_to = day - timedelta(days=1)
            now.save(update_fields=["valid_to"])
        membership = AreaMembership.objects.create(village=village, area=area, valid_from=day)
    record("划入管区", village, by=by, data={"area": area.name, "on": day.isoformat()})
    return membership


@transaction.atomic
def end_unit(*, unit: Unit, on: date, by: User, successor: Unit | None = None) -> Unit:
    """The unit exists up to and including `on`; its seats fall empty with it.

    Raises Refused for a body the regulation needs, for an area that still has villages, and for a day before its first.
    """
    if unit.kind in SINGLE:
        raise Refused(f"{unit.get_kind_display()}是制度规定的机构，不能撤销。")
    if on < unit.valid_from:
        raise Refused("撤销日期不能早于设立日期。", field="on")
    if unit.kind == Unit.Kind.AREA and Unit.objects.of_area(unit, on + timedelta(days=1)).exists():
        raise Refused("还有村在这个管区，请先把各村划入别的管区。")
    unit.valid_to, unit.successor = on, successor
    unit.save(update_fields=["valid_to", "successor"])
    for seat in unit.seats.all():
        seat.posts.filter(valid_from__lte=on, valid_to__isnull=True).update(valid_to=on)
    AreaMembership.objects.filter(village=unit, valid_from__lte=on, valid_to__isnull=True).update(valid_to=on)
    record("撤销单位", unit, by=by, data={"on": on.isoformat(), "successor": str(successor or "")})
    return unit
