"""报告, 办结, 撤销: how an inspection ends, signed off by somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.obligations.actions import fulfil
from dushi.records.actions import issue_paper
from dushi.records.errors import demand
from dushi.records.models import Paper
from dushi.town.models import User
from inspections.actions.findings import release_findings
from inspections.demands import actor, expect
from inspections.models import CheckLine, Inspection
from inspections.moves import locked, move
from inspections.papers.bulletin import bulletin
from inspections.permissions import may_close, may_report, may_withdraw

Status = Inspection.Status
SUMMARY = 2000


@transaction.atomic
def report(*, inspection: Inspection, summary: str, by: User, at: datetime | None = None) -> Inspection:
    """报告: every inspected unit has something put down; who approved it is asked to sign it off. Raises Refused.

    summary: up to 2,000 characters.
    """
    moment = at or clock.now()
    row = locked(inspection)
    text = summary.strip()
    expect(row, Status.UNDER_WAY, "报告")
    demand(may_report(by, row), "由检查组成员报告。", clause=row.clause)
    demand(bool(text), "请写明检查情况。", clause=row.clause, field="summary")
    demand(len(text) <= SUMMARY, f"检查情况最多 {SUMMARY} 字。", clause=row.clause, field="summary")
    bare = [str(place.unit) for place in row.places.filter(visited_at__isnull=True).select_related("unit")]
    demand(not bare, f"{'、'.join(bare)}还没有检查记录；没有去的，请点“其余未查”。", clause=row.clause)
    person = actor(by, row.clause)
    row = move(
        row,
        Status.REPORTED,
        verb="报告检查情况",
        by=by,
        at=moment,
        summary=text,
        reported_at=moment,
        reported_by=person,
    )
    _ask_sign_off(row, moment)
    return row


def _ask_sign_off(row: Inspection, at: datetime) -> None:
    leader = row.leader
    if row.is_covert or row.approved_by_id is None or (leader and leader.person_id == row.approved_by_id):
        return
    tell(
        town=row.town,
        persons=[row.approved_by_id],
        obj=row,
        rung=f"close:{at:%y%m%d%H%M%S}",
        clause=row.clause,
        title=f"请审阅办结：{row.title}",
        whose=str(row.reported_by),
        url=reverse("inspection_page", args=[row.pk]),
        at=at,
    )


@transaction.atomic
def return_report(*, inspection: Inspection, reason: str, by: User, at: datetime | None = None) -> Inspection:
    """退回补充: the team goes on. Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    words = " ".join(reason.split())
    expect(row, Status.REPORTED, "退回补充")
    demand(may_close(by, row), "由批准人或主要领导退回。", clause=row.clause)
    demand(bool(words), "请写明退回的事由。", clause=row.clause, field="reason")
    row = move(
        row, Status.UNDER_WAY, verb="退回补充", by=by, at=moment, reason=words, reported_at=None, reported_by=None
    )
    stop(row, at=moment)
    return row


@transaction.atomic
def close(*, inspection: Inspection, by: User, at: datetime | None = None) -> Inspection:
    """办结: signed off by nobody of the team. The period's duty is fulfilled, 检查通报 issued.

    What a covert inspection held back becomes matters with it (2.0.m9). Matters may stay open: their putting right has
    its own life. Raises Refused.
    """
    moment = at or clock.now()
    row = locked(inspection)
    expect(row, Status.REPORTED, "办结")
    demand(may_close(by, row), "由批准人或主要领导办结，检查组成员不能自行办结。", clause=row.clause)
    person = actor(by, row.clause)
    row = move(row, Status.CLOSED, verb="办结检查", by=by, at=moment, closed_at=moment, closed_by=person)
    release_findings(row, by, moment)
    stop(row, at=moment)
    _fulfil(row, moment)
    title = f"关于{row.title}情况的通报"
    body = bulletin(row, title)
    issue_paper(
        obj=row,
        kind=Paper.Kind.INSPECTION,
        title=title,
        clause=row.clause,
        body=body,
        organ=row.lead_unit,
        by=by,
        at=moment,
    )
    return row


def _fulfil(row: Inspection, at: datetime) -> None:
    """The month's 2.1 of the office, the quarter's 2.2 of the commission; 示例 units alone fulfil nothing, nor does an
    inspection that looked at nothing."""
    period, leader = row.counts_for, row.leader
    looked_at = CheckLine.objects.checked().filter(place__inspection=row, place__unit__is_example=False)
    if period is None or not looked_at.exists():
        return
    person = leader.person if leader else None
    fulfil(duty_key=row.clause, scope=row.lead_unit, period=period, at=at, evidence=row, person=person)


@transaction.atomic
def withdraw(*, inspection: Inspection, reason: str, by: User, at: datetime | None = None) -> Inspection:
    """撤销, with a reason; never once something was put down. Raises Refused.

    Any line counts, not findings alone: else the refusal would tell a leader of a sealed one.
    """
    moment = at or clock.now()
    row = locked(inspection)
    words = " ".join(reason.split())
    demand(may_withdraw(by, row), "报告前由拟定的一方、批准人或主要领导撤销。", clause=row.clause)
    demand(bool(words), "请写明撤销的事由。", clause=row.clause, field="reason")
    is_blank = not CheckLine.objects.filter(place__inspection=row).exists()
    demand(is_blank, "已有检查记录的检查不能撤销，请报告后办结。", clause=row.clause)
    row = move(row, Status.WITHDRAWN, verb="撤销检查", by=by, at=moment, reason=words)
    stop(row, at=moment)
    return row
