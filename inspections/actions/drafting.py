"""拟定: an inspection is drafted, changed, and its team named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.town.models import Person, Post, Town, Unit, User
from inspections import agenda
from inspections.demands import actor
from inspections.drafts import Draft, called_in, check
from inspections.draws.permissions import drawn_people
from inspections.models import Inspection, InspectionMember, InspectionUnit
from inspections.moves import CHANGED, locked, move
from inspections.permissions import may_change, may_drop, may_name
from inspections.team import binding

Status = Inspection.Status


@transaction.atomic
def draft_inspection(
    *,
    town: Town,
    kind: str,
    title: str,
    lead_unit: Unit,
    units: Iterable[Unit],
    methods: Iterable[str],
    focus: Iterable[str],
    first_on: date,
    last_on: date,
    members: Iterable[tuple[Person, Unit]],
    leader: Person,
    approver: Person | None,
    by: User,
    cross_reason: str = "",
    is_drawn: bool = False,
    at: datetime | None = None,
) -> Inspection:
    """拟定 an inspection and send it to who is to approve it.

    members: (person, the unit they come from), the leader among them. focus: ids of the checklist; empty: the whole
    agenda of the article. A 2.2 calls in the departments of the rule book (2.2). is_drawn: the units came out of a
    draw. Raises Refused (field named) where the rules do not hold, above all 回避.
    """
    moment = at or clock.now()
    draft = _draft(
        town, kind, title, lead_unit, units, methods, focus, first_on, last_on, members, leader, approver, cross_reason,
        is_drawn, moment,
    )  # fmt: skip
    person = actor(by, draft.clause)
    crossing = check(draft, by, clock.local(moment).date())
    inspection = Inspection(town=town, kind=kind, drafted_at=moment, drafted_by=person, status_at=moment)
    _fill(inspection, draft)
    inspection.save(force_insert=True)
    _place(inspection, draft, crossing, moment)
    record("拟定检查", inspection, by=by, clause=draft.clause, at=moment)
    ask_approval(inspection, moment)
    return inspection


@transaction.atomic
def change_inspection(
    *,
    inspection: Inspection,
    title: str,
    units: Iterable[Unit],
    methods: Iterable[str],
    focus: Iterable[str],
    first_on: date,
    last_on: date,
    members: Iterable[tuple[Person, Unit]],
    leader: Person,
    approver: Person | None,
    by: User,
    cross_reason: str = "",
    at: datetime | None = None,
) -> Inspection:
    """Change what is not under way yet; what was approved is a draft again and needs approval anew. Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    demand(may_change(by, row), "只有拟定的一方能修改，开始检查后不能再改。", clause=row.clause)
    draft = _draft(
        row.town, row.kind, title, row.lead_unit, units, methods, focus, first_on, last_on, members, leader, approver,
        cross_reason, row.is_drawn, moment,
    )  # fmt: skip
    same = {unit.pk for unit in draft.units} == set(row.places.values_list("unit", flat=True))
    demand(same or not row.is_drawn, "随机抽取产生的单位不能更换。", clause="2.3", field="units")
    lost = drawn_people(row) - {person.pk for person in draft.people}
    demand(not lost, "随机抽取产生的检查人员不能更换；确不能参加的，写明事由撤下。", clause="2.3", field="members")
    late = draft.is_covert and not row.is_covert
    demand(not late, "已经送批的检查改不成暗访，请另行拟定。", clause="2.0.m9", field="methods")
    crossing = check(draft, by, clock.local(moment).date())
    if row.status == Status.APPROVED:
        row = move(row, Status.DRAFTED, verb=CHANGED, by=by, at=moment, approved_at=None, approved_by=None)
    else:
        record(CHANGED, row, by=by, clause=row.clause, at=moment)
    _fill(row, draft)
    row.save()
    row.places.all().delete()
    row.members.all().delete()
    _place(row, draft, crossing, moment)
    ask_approval(row, moment)
    return row


def _draft(
    town: Town,
    kind: str,
    title: str,
    lead_unit: Unit,
    units: Iterable[Unit],
    methods: Iterable[str],
    focus: Iterable[str],
    first_on: date,
    last_on: date,
    members: Iterable[tuple[Person, Unit]],
    leader: Person,
    approver: Person | None,
    cross_reason: str,
    is_drawn: bool,
    at: datetime,
) -> Draft:
    known = agenda.choices(kind, clock.local(at).date())
    wanted = set(focus) or set(agenda.default(kind, known))
    order = [clause.code for clause in known]
    return Draft(
        town=town,
        kind=kind,
        title=" ".join(title.split()),
        lead_unit=lead_unit,
        units=tuple({unit.pk: unit for unit in units}.values()),
        methods=tuple(sorted(set(methods))),
        focus=tuple(sorted(wanted, key=lambda code: order.index(code) if code in order else len(order))),
        first_on=first_on,
        last_on=last_on,
        members=tuple(members),
        leader=leader,
        approver=approver,
        cross_reason=" ".join(cross_reason.split()),
        is_drawn=is_drawn,
    )


def _fill(row: Inspection, draft: Draft) -> None:
    row.title, row.lead_unit, row.approver = draft.title, draft.lead_unit, draft.approver
    row.methods, row.focus, row.is_covert = list(draft.methods), list(draft.focus), draft.is_covert
    row.first_on, row.last_on, row.period = draft.first_on, draft.last_on, draft.period
    row.cross_reason, row.is_drawn = draft.cross_reason, draft.is_drawn


def _place(row: Inspection, draft: Draft, crossing: frozenset[int], at: datetime) -> None:
    InspectionUnit.objects.bulk_create(InspectionUnit(inspection=row, unit=unit) for unit in draft.units)
    team = [
        InspectionMember(
            inspection=row,
            unit=unit,
            person=person,
            is_leader=person == draft.leader,
            is_cross=person.pk in crossing,
        )
        for person, unit in draft.members
    ]
    called = called_in(draft, clock.local(at).date())
    InspectionMember.objects.bulk_create([*team, *(InspectionMember(inspection=row, unit=unit) for unit in called)])


def ask_approval(row: Inspection, at: datetime) -> None:
    """Tell who is to approve it. Nobody is told of a covert one: it stands on their 我的工作 alone."""
    stop(row, at=at)
    if row.approver_id is None or row.approver_id == row.drafted_by_id or row.is_covert:
        return
    tell(
        town=row.town,
        persons=[row.approver_id],
        obj=row,
        rung=f"approve:{at:%y%m%d%H%M%S}",
        clause=row.clause,
        title=f"请批准：{row.title}",
        whose=str(row.drafted_by),
        url=reverse("inspection_page", args=[row.pk]),
        at=at,
    )


@transaction.atomic
def name_person(
    *, inspection: Inspection, unit: Unit, person: Person, by: User, at: datetime | None = None
) -> InspectionMember:
    """派员: a department that is called in names its person, or another one in their place (2.2). Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    demand(may_name(by, row, unit.pk), "派员由该部门主要负责人或牵头单位办理。", clause=row.clause)
    today = clock.local(moment).date()
    in_post = Post.objects.in_force(today).filter(person=person, seat__unit=unit).exists()
    demand(in_post, f"{person}不在{unit}任职。", clause=row.clause, field="person")
    demand(person.pk not in row.team_ids(), f"{person}已在检查组中。", clause=row.clause, field="person")
    if row.approver_id == person.pk or row.approved_by_id == person.pk:
        demand(False, "批准人不能参加检查组。", clause=row.clause, field="person")
    found = binding([person], [place.unit for place in row.places.select_related("unit")], max(today, row.first_on))
    demand(not found, f"{'；'.join(map(str, found))}。", clause="2.0", field="person")
    places = row.members.filter(unit=unit, is_leader=False).exclude(person__in=drawn_people(row))
    member = places.order_by(F("person").asc(nulls_first=True), "pk").first()  # an empty place before anybody's
    if member is None:
        raise Refused("随机抽取产生的检查人员不能更换；确不能参加的，写明事由撤下。", clause="2.3", field="person")
    member.person, member.is_cross = person, False
    member.save(update_fields=["person", "is_cross"])
    record("派员", row, by=by, clause=row.clause, at=moment, data={"unit": unit.pk, "person": person.pk})
    return member


@transaction.atomic
def drop_member(
    *, inspection: Inspection, member: InspectionMember, reason: str, by: User, at: datetime | None = None
) -> Inspection:
    """Take somebody off the team, above all one whom a new post binds; their place stays 未派员. Raises Refused."""
    row = locked(inspection)
    kept = next((one for one in row.members.all() if one.pk == member.pk), None)
    allowed = kept is not None and may_drop(by, row, kept)
    demand(allowed, "调整检查组由牵头单位办理，组长不能撤下。", clause=row.clause)
    demand(bool(reason.strip()), "请写明事由。", clause=row.clause, field="reason")
    name = str(member.person)
    row.members.filter(pk=member.pk).update(person=None, is_cross=False)
    record(f"{name}退出检查组", row, by=by, clause="2.0", reason=reason.strip(), at=at)
    return row
