"""People, and the days on which they are not at work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import Leave, Person, Town, User

FIELDS = ("name", "level", "phone", "email")


@transaction.atomic
def add_person(*, town: Town, by: User | None, **fields: Any) -> Person:
    """A new person of the town. `fields`: any of FIELDS, and `is_example`."""
    person = Person.objects.create(town=town, **fields)
    record("登记人员", person, by=by)
    return person


@transaction.atomic
def change_person(*, person: Person, by: User, **fields: Any) -> Person:
    """Change any of FIELDS. Which ones is kept, not their values: phone and address are the person's own."""
    changed = [name for name in FIELDS if name in fields and getattr(person, name) != fields[name]]
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        person.save(update_fields=changed)
        record("修改人员信息", person, by=by, data={"fields": changed})
    return person


@transaction.atomic
def enter_leave(
    *, person: Person, valid_from: date, valid_to: date | None, reason: str, approved_by: str, by: User
) -> Leave:
    """请假 from one day to another, both inclusive. Raises Refused where it overlaps another leave of the person."""
    if valid_to and valid_to < valid_from:
        raise Refused("止日不能早于起日。", field="valid_to")
    others = person.leaves.filter(valid_from__lte=valid_to) if valid_to else person.leaves.all()
    if any(other.valid_to is None or other.valid_to >= valid_from for other in others):
        raise Refused("与已登记的请假日期重叠。", field="valid_from")
    leave = Leave.objects.create(
        person=person, valid_from=valid_from, valid_to=valid_to, reason=reason, approved_by=approved_by
    )
    record(
        "登记请假", person, by=by, data={"from": valid_from.isoformat(), "to": valid_to.isoformat() if valid_to else ""}
    )
    return leave


@transaction.atomic
def end_leave(*, leave: Leave, on: date, by: User) -> Leave:
    """销假: the last day of the leave is `on`. Raises Refused for a day before it began."""
    if on < leave.valid_from:
        raise Refused("销假日期不能早于请假起日。", field="on")
    leave.valid_to = on
    leave.save(update_fields=["valid_to"])
    record("销假", leave.person, by=by, data={"on": on.isoformat()})
    return leave
