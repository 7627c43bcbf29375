"""发现: recorded by the team, mended at the door, handed out with its notice, or sealed for the commission (2.0, 2.2).

Nothing follows from what an open covert inspection finds before its closing (2.0.m9), nothing ever from a sealed one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dushi import chance, clock
from dushi.matters import actions as matters
from dushi.matters.handing_out import Notice
from dushi.matters.models import Matter
from dushi.matters.permissions import works_for
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.records.models import Paper
from dushi.town.access import person_of
from dushi.town.models import Unit, User
from inspections.findings.items import default_due, is_item_of
from inspections.findings.permissions import is_sealed_by_default, may_open, takes_findings
from inspections.models import CheckLine, Finding, Inspection, InspectionUnit
from inspections.moves import locked
from inspections.papers.rectification import notice_body
from inspections.permissions import is_on_team
from inspections.team import bound_at

Severity = Finding.Severity
TO_COMMISSION = "已转镇纪委另行处理"


@transaction.atomic
def add_finding(
    *,
    inspection: Inspection,
    unit: Unit,
    item: str,
    title: str,
    severity: str = Severity.MINOR,
    evidence: str = "",
    measure: str = "",
    due_at: datetime | None = None,
    on_spot: bool = False,
    is_sealed: bool | None = None,
    reason: str = "",
    key: UUID | None = None,
    by: User,
    at: datetime | None = None,
) -> Finding:
    """Record a finding by a member of the team; it becomes a matter at once, one tick, or a sealed one.

    title: up to 120 characters. due_at: by severity where not given. is_sealed: by item where not given; another
    answer is the commission's alone, with a reason where it opens what is sealed by default. key: made by the sender;
    sent again, the same finding is returned and nothing is stored twice. Raises Refused.
    """
    moment = at or clock.now()
    row = locked(inspection)
    if key and (there := Finding.objects.filter(pk=key).first()):
        return _same(there, row, by)
    place = _check_place(row, unit, item, by, moment)
    sealed = _sealing(row, item, is_sealed, reason, by)
    _check_words(title, evidence, measure, sealed=sealed, on_spot=on_spot)
    finding = Finding.objects.create(
        pk=key or chance.uuid4(),
        town=row.town,
        inspection=row,
        unit=unit,
        item=item,
        severity=severity,
        title=title,
        evidence=evidence,
        measure=measure,
        due_at=_due(row, severity, due_at, moment, is_owed=not (on_spot or sealed)),
        is_fixed_on_spot=on_spot,
        is_sealed=sealed,
        found_at=moment,
        found_by=person_of(by),
        repeats=Finding.objects.earlier(unit, item, moment, row).first(),
    )
    record("另行处理" if sealed else "登记发现", finding, by=by, clause=item, reason=reason, at=moment)
    _set_off(place, finding, by, moment)
    return finding


@transaction.atomic
def release_findings(inspection: Inspection, by: User, at: datetime) -> list[Finding]:
    """What an open covert inspection held back goes its way, once; called at its closing. Returns what was released."""
    held = Finding.objects.select_for_update(of=("self",)).unsealed().filter(inspection=inspection, matter=None)
    rows = list(held.select_related("town", "inspection", "unit", "found_by__user"))
    for finding in rows:
        if finding.due_at and finding.due_at <= at:
            finding.due_at = default_due(finding.severity, at)
        _follow(finding, by, at)
    return rows


@transaction.atomic
def open_finding(*, finding: Finding, reason: str, by: User, at: datetime | None = None) -> Finding:
    """The commission makes a sealed finding an ordinary one, with a reason; it goes its way from here. Raises
    Refused."""
    moment = at or clock.now()
    inspection = locked(finding.inspection)
    row = Finding.objects.select_for_update(of=("self",)).select_related("unit", "town").get(pk=finding.pk)
    row.inspection = inspection
    sees = Finding.objects.visible_to(by).filter(pk=row.pk).exists()
    demand(sees and may_open(by, row), "另行处理的发现只有镇纪委可以转为一般整改。", clause=inspection.clause)
    demand(bool(reason), "请写明转为一般整改的理由。", "reason", clause=inspection.clause)
    # What stood sealed is called what it is from here on; before this line no history knew its name.
    row.is_sealed = False
    row.due_at = row.due_at if row.due_at and row.due_at > moment else default_due(row.severity, moment)
    row.measure = row.measure or "限期整改并报送整改情况。"
    row.save(update_fields=["is_sealed", "due_at", "measure"])
    record("转为一般整改", row, by=by, clause=row.item, reason=reason, at=moment)
    _set_off(InspectionUnit.objects.get(inspection=inspection, unit=row.unit), row, by, moment)
    return row


# What is asked of it ------------------------------------------------------------------------------------------------


def _same(there: Finding, inspection: Inspection, by: User) -> Finding:
    """The same sent again after a lost answer. Raises Refused for a key that stands for somebody else's."""
    if there.inspection_id != inspection.pk or there.found_by_id != by.rights.person_id:
        raise Refused("这一页的内容没有保存，请重新打开再填。", clause=inspection.clause)
    return there


def _check_place(inspection: Inspection, unit: Unit, item: str, by: User, at: datetime) -> InspectionUnit:
    demand(is_on_team(by, inspection), "发现由检查组成员登记。", clause=inspection.clause)
    state = inspection.get_status_display()
    demand(
        takes_findings(inspection),
        f"“{state}”的检查不能登记发现；检查中、已报告的可以。",
        clause=inspection.clause,
    )
    place = InspectionUnit.objects.filter(inspection=inspection, unit=unit).first()
    if place is None:
        raise Refused("该单位不在本次检查的被检单位中。", clause=inspection.clause)
    demand(is_item_of(inspection, item), "该项不在本次检查的内容中。", "item", clause=inspection.clause)
    bound = bound_at([person_of(by)], unit, inspection, clock.local(at).date())
    demand(not bound, f"{'；'.join(map(str, bound))}。", clause=inspection.clause)
    return place


def _sealing(inspection: Inspection, item: str, is_sealed: bool | None, reason: str, by: User) -> bool:
    """Whether the finding is sealed. Raises Refused where the answer is not this person's to give."""
    default = is_sealed_by_default(item)
    led = inspection.lead_unit.kind == Unit.Kind.COMMISSION
    demand(
        led or not default, "这一项由镇纪委牵头的检查登记，请将情况直接告知镇纪委。", "item", clause=inspection.clause
    )
    if is_sealed is None or is_sealed == default:
        return default
    demand(by.rights.is_commission and led, "是否另行处理由镇纪委决定。", "is_sealed", clause=inspection.clause)
    demand(is_sealed or bool(reason), "请写明不另行处理的理由。", "reason", clause=inspection.clause)
    return is_sealed


def _check_words(title: str, evidence: str, measure: str, *, sealed: bool, on_spot: bool) -> None:
    if not title:
        raise Refused("请写明发现的问题。", clause="2.0", field="title")
    if sealed and on_spot:
        raise Refused("另行处理的问题不作即知即改。", clause="2.2", field="on_spot")
    if not evidence and not on_spot:
        raise Refused("请写明事实依据。", clause="2.0", field="evidence")
    if not measure and not (on_spot or sealed):
        raise Refused("请写明整改要求。", clause="X.2", field="measure")


def _due(row: Inspection, severity: str, said: datetime | None, at: datetime, *, is_owed: bool) -> datetime | None:
    """Until when it is put right: as said, else by severity; None where nothing is owed."""
    demand(said is None or said > at, "整改时限须晚于现在。", "due_at", clause=row.clause)
    return said or default_due(severity, at) if is_owed else None


# What follows from it -----------------------------------------------------------------------------------------------


def _set_off(place: InspectionUnit, finding: Finding, by: User, at: datetime) -> None:
    """The line of the place says so, and it goes its way; of a covert inspection that is open nothing goes yet."""
    _mark_line(place, finding, by, at)
    if not finding.inspection.is_hidden:
        _follow(finding, by, at)


def _mark_line(place: InspectionUnit, finding: Finding, by: User, at: datetime) -> None:
    """The checklist of the place shows it; of a sealed one nothing but 另行处理, whatever was typed there before."""
    result = CheckLine.Result.ELSEWHERE if finding.is_sealed else CheckLine.Result.PROBLEM
    said: dict[str, object] = {"result": result, "checked_at": at, "checked_by": by.person}
    if finding.is_sealed:
        said |= {"note": "", "facts": []}
    hidden = place.lines.filter(item=finding.item, result=CheckLine.Result.ELSEWHERE).exists()
    still = Finding.objects.filter(inspection=finding.inspection, unit=finding.unit, item=finding.item, is_sealed=True)
    if hidden and not finding.is_sealed and still.exists():
        return
    CheckLine.objects.update_or_create(place=place, item=finding.item, defaults=said)


def _follow(finding: Finding, by: User, at: datetime) -> None:
    """One matter per finding: one tick, or handed out to the unit with a 整改通知书. Nothing of a sealed one."""
    if finding.is_sealed or finding.matter_id:
        return
    finding.matter = _tick(finding, by, at) if finding.is_fixed_on_spot else _hand_out(finding, by, at)
    finding.save(update_fields=["matter", "due_at"])


def _tick(finding: Finding, by: User, at: datetime) -> Matter:
    """即知即改, vouched for by whoever found it; by who closes where the finder works for the unit by now."""
    saw = getattr(finding.found_by, "user", None)
    if saw is None or works_for(saw, finding.unit):
        saw = by
    return matters.fix_on_spot(
        town=finding.town,
        title=finding.title,
        about=finding.unit,
        source=Matter.Source.INSPECTION,
        source_obj=finding,
        source_label=finding.inspection.title,
        result=finding.evidence,
        clause=finding.item,
        was_sent=True,
        by=saw,
        at=at,
    )


def _hand_out(finding: Finding, by: User, at: datetime) -> Matter:
    """The unit puts it right; the team verifies, without who must withdraw there. The 回头看 of a 2.3 is not
    its leader's (2.3)."""
    inspection = finding.inspection
    is_spot = inspection.kind == Inspection.Kind.SPOT
    team = {row.person: not (is_spot and row.is_leader) for row in inspection.members.all() if row.person is not None}
    bound = {row.person for row in bound_at(team, finding.unit, inspection, clock.local(at).date())}
    return matters.assign_new(
        town=finding.town,
        title=finding.title,
        about=finding.unit,
        owner_unit=finding.unit,
        due_at=finding.due_at or default_due(finding.severity, at),
        source=Matter.Source.INSPECTION,
        source_obj=finding,
        source_label=inspection.title,
        clause=finding.item,
        by=by,
        detail=finding.evidence,
        measure=finding.measure,
        tier=Matter.Tier.OFFICE,
        verifiers=[(person, rechecks) for person, rechecks in team.items() if person not in bound],
        notice=Notice(
            Paper.Kind.RECTIFY, "整改通知", lambda matter: notice_body(finding, matter), inspection.lead_unit
        ),
        at=at,
    )
