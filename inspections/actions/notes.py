"""检查记录: what was said in a forum or an interview, what was read, seen and heard (2.0.m1–m3, m5, m6)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.models import Unit, User
from inspections.demands import actor
from inspections.models import Inspection, InspectionNote
from inspections.moves import locked
from inspections.permissions import may_note

Method = Inspection.Method
#: Methods whose record is a note; questionnaires, public reports and draws have records of their own.
NOTED = (
    Method.FORUM,
    Method.RECORDS,
    Method.ON_SITE,
    Method.INTERVIEW,
    Method.REPORTS,
    Method.RANDOM,
    Method.COVERT,
)
TEXT = 2000


def methods_of(inspection: Inspection) -> list[Method]:
    """Methods a note may name: 随机访问 and 暗访 only where the inspection is one."""
    own = {Method.RANDOM, Method.COVERT} & set(map(Method, inspection.methods))
    return [method for method in NOTED if method not in (Method.RANDOM, Method.COVERT) or method in own]


@transaction.atomic
def add_note(
    *,
    inspection: Inspection,
    method: str,
    held_on: date,
    text: str,
    by: User,
    unit: Unit | None = None,
    people: int | None = None,
    at: datetime | None = None,
) -> InspectionNote:
    """Attach a note to an inspection; the same again gives the same note. people: how many took part; nobody's name is
    asked. A method that was not foreseen is one of those used from here on. Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    said = text.strip()
    demand(may_note(by, row), "检查记录由检查组成员在检查中填写。", clause=row.clause)
    demand(method in methods_of(row), "这种检查方式另有记录。", clause="2.0", field="method")
    demand(bool(said), "请写明记录内容。", clause=method, field="text")
    demand(len(said) <= TEXT, f"记录最多 {TEXT} 字。", clause=method, field="text")
    demand(held_on <= clock.local(moment).date(), "日期还没有到。", clause=method, field="held_on")
    inspected = unit is None or row.places.filter(unit=unit).exists()
    demand(inspected, "不在本次被检单位中。", clause=row.clause, field="unit")
    person = actor(by, row.clause)
    given = {"method": method, "held_on": held_on, "unit": unit, "people": people, "text": said, "noted_by": person}
    note, is_new = InspectionNote.objects.get_or_create(inspection=row, **given, defaults={"noted_at": moment})
    if not is_new:
        return note
    if method not in row.methods:
        row.methods = sorted({*row.methods, method})
        row.save(update_fields=["methods"])
    record(f"登记{note.get_method_display()}记录", row, by=by, clause=method, at=moment)
    return note
