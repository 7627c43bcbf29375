"""采用: the result of a draw becomes the places or the team of an inspection, or serves a random visit (2.0.m8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.models import Unit, User
from inspections.actions.drafting import draft_inspection
from inspections.demands import actor
from inspections.draws.moves import CLAUSE, locked
from inspections.draws.permissions import may_draw_for, may_use
from inspections.draws.pool import CROSS, STAFF, posts_in
from inspections.models import Draw, Inspection, InspectionMember, InspectionUnit
from inspections.moves import locked as locked_inspection
from inspections.team import team_conflicts


@transaction.atomic
def use_draw(*, draw: Draw, by: User, inspection: Inspection | None = None, at: datetime | None = None) -> Draw:
    """Villages become the inspected units of the draft, people join its team; without an inspection the result is used
    for random visits, and from then on may be seen.

    inspection: for a stand-alone draw; its whole line then belongs to that inspection. Raises Refused where it was used
    before, where the inspection is no draft any more or has a draw of its own, and where the team would have to
    withdraw from a place (2.0).
    """
    moment = at or clock.now()
    row = locked(draw)
    demand(may_use(by, row), "这个结果已经采用，或者不由您采用。", clause=CLAUSE)
    if row.inspection is None and inspection is not None:
        _attach(row, inspection, by)
    if row.inspection is not None:
        _fill(row, locked_inspection(row.inspection), by, moment)
    _open_line(row, moment)
    row.opened_at, row.used_at, row.used_by = moment, moment, actor(by, CLAUSE)
    row.save(update_fields=["inspection", "opened_at", "used_at", "used_by"])
    record("采用抽取结果", row, by=by, clause=CLAUSE, at=moment)
    return row


@transaction.atomic
def draft_drawn(*, draw: Draw, by: User, at: datetime | None = None, **given: Any) -> Inspection:
    """拟定 an inspection of exactly the villages a stand-alone draw gave. given: what draft_inspection takes. Raises
    Refused."""
    units = {unit.pk for unit in given["units"]}
    demand(units == set(draw.result), "随机抽取产生的单位不能更换。", clause=CLAUSE, field="units")
    made = draft_inspection(by=by, is_drawn=True, at=at, **given)
    use_draw(draw=draw, inspection=made, by=by, at=at)
    return made


def _attach(row: Draw, inspection: Inspection, by: User) -> None:
    demand(may_draw_for(by, inspection), "只能用于您拟定、还没有批准的检查。", clause=CLAUSE, field="inspection")
    own = Draw.objects.filter(inspection=inspection, kind=row.kind).exists()
    demand(not own, "这次检查已经有自己的抽取。", clause=CLAUSE, field="inspection")
    row.inspection = inspection


def _fill(row: Draw, inspection: Inspection, by: User, at: datetime) -> None:
    if row.kind == Draw.Kind.VILLAGES:
        _place(row, inspection)
    else:
        _man(row, inspection, at)
    fresh = Inspection.objects.with_team().with_places().get(pk=inspection.pk)
    found = team_conflicts(fresh, clock.local(at).date())
    said = "；".join(map(str, found))
    demand(not found, f"{said}。请调整检查组，或写明理由重新抽取。", clause="2.0", field="inspection")
    record(f"采用{row.name}结果", inspection, by=by, clause=CLAUSE, at=at)


def _place(row: Draw, inspection: Inspection) -> None:
    villages = Unit.objects.in_bulk(row.result)
    inspection.places.all().delete()
    InspectionUnit.objects.bulk_create(InspectionUnit(inspection=inspection, unit=villages[pk]) for pk in row.result)
    inspection.is_drawn = True
    inspection.save(update_fields=["is_drawn"])


def _man(row: Draw, inspection: Inspection, at: datetime) -> None:
    today = clock.local(at).date()
    posts = {post.person_id: (post, scope) for scope in (CROSS, STAFF) for post in posts_in(row.town, scope, today)}
    gone = "、".join(line["name"] for line in row.chosen if line["id"] not in posts)
    demand(not gone, f"{gone}已经不在岗，请写明理由重新抽取。", clause=CLAUSE)
    before = row.replaces.result if row.replaces and row.replaces.used_at else []
    inspection.members.filter(person__in=before, is_leader=False).delete()
    there = set(inspection.members.filter(person__isnull=False).values_list("person", flat=True))
    InspectionMember.objects.bulk_create(
        InspectionMember(
            inspection=inspection,
            person_id=pk,
            unit=posts[pk][0].seat.unit,
            is_cross=posts[pk][1] == CROSS,
        )
        for pk in row.result
        if pk not in there
    )
    if any(posts[pk][1] == CROSS for pk in row.result) and not inspection.cross_reason:
        inspection.cross_reason = f"{row.name}产生的交叉检查人员"
        inspection.save(update_fields=["cross_reason"])


def _open_line(row: Draw, at: datetime) -> None:
    """What was drawn before in the same line is seen with it."""
    before = row.replaces
    while before is not None:
        Draw.objects.filter(pk=before.pk).update(inspection=row.inspection, opened_at=at)
        before = before.replaces
