"""拟办 and 审批: given to an officer, proposed, approved or sent back; checked, shelved, closed, merged, opened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accountability import steps
from accountability.leads import permissions as may
from accountability.leads.moves import demand, locked, move
from accountability.leads.people import main_leaders, officers
from accountability.models import Case, Lead
from accountability.rules.situations import fits, groups_of
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import Person, User

Status, Outcome = Lead.Status, Lead.Outcome
ONLY_HANDLER = "只有在任的承办人可以办理，须回避的不能办理。"
ONLY_PRESIDER = "由主持人（纪委书记；须回避的，由代为主持的主要领导）办理。"
ONLY_OUT = "对象是区管干部、镇纪委或者纪委人员的，只能移送。"
#: At least two check, together (政务处分法 §42).
CHECKERS = 2
AFTER = {Outcome.EXPLAIN: Status.EXPLAINING, Outcome.CHECK: Status.CHECKING, Outcome.SHELVE: Status.SHELVED,
         Outcome.CLOSE: Status.CLOSED, Outcome.MERGE: Status.MERGED, Outcome.OPEN: Status.OPENED}  # fmt: skip
WITHIN = {Outcome.EXPLAIN: "LEAD_STATEMENT", Outcome.CHECK: "LEAD_CHECK"}


@transaction.atomic
def assign(*, lead: Lead, handler: Person, by: User, at: datetime | None = None) -> Lead:
    """指定承办人: an officer of the commission who need not keep away. Raises Refused."""
    row = locked(lead)
    demand(not may.goes_out(row), ONLY_OUT)
    demand(may.may_assign(by, row), ONLY_PRESIDER)
    demand(handler in officers(row), "承办人须为在任的纪委人员，且不须回避。", "handler")
    row.handler = handler
    row.save(update_fields=["handler"])
    steps.write(verb="指定承办人", by=by, at=at or clock.now(), lead=row, text=str(handler), clause="3.0")
    return row


@transaction.atomic
def propose(
    *,
    lead: Lead,
    outcome: str,
    opinion: str,
    clause: str = "",
    approver: Person | None = None,
    checkers: Collection[Person] = (),
    by: User,
    at: datetime | None = None,
) -> Lead:
    """拟办: what should become of it, and why. clause: the situation, where it was not said before. approver: for
    转问责事项 the main leader who is asked; checkers: for 核查 two officers at least. The month of 审批 runs from the
    registration, or from when it came back. Raises Refused."""
    row = locked(lead)
    demand(not may.goes_out(row), ONLY_OUT)
    demand(may.may_propose(by, row), ONLY_HANDLER)
    demand(outcome in Outcome.values, "请选择拟办意见。", "outcome")
    demand(bool(opinion), "请写明拟办理由。", "opinion")
    if clause:
        fitting = row.subject and row.deed_on and fits(clause, row.subject, row.deed_on)
        demand(bool(fitting), "该情形与对象行为时的身份不符。", "clause")
        row.clause = clause
    named = list(checkers) if outcome == Outcome.CHECK else []
    if outcome == Outcome.CHECK:
        fit = len(named) >= CHECKERS and set(named) <= set(officers(row))
        demand(fit, "核查人须为两名以上在任的纪委人员，且不须回避。", "checkers")
    if outcome == Outcome.OPEN:
        demand(approver in main_leaders(row), "请选择一位在任的主要领导审批，须回避的除外。", "approver")
        lacking = lacks(row)
        demand(not lacking, f"还不能转问责事项：{'；'.join(lacking)}。", "outcome")
    row.checkers.set(named)
    return move(
        row,
        Status.PROPOSED,
        verb=f"拟办：{Outcome(outcome).label}",
        by=by,
        at=at or clock.now(),
        text=opinion,
        within="LEAD_APPROVAL",
        since=row.status_at,
        clause=row.clause,
        outcome=outcome,
        opinion=opinion,
        proposed_by=person_of(by),
        approver=approver if outcome == Outcome.OPEN else None,
        approved_at=None,
    )


def lacks(lead: Lead) -> list[str]:
    """What 转问责事项 still lacks: a situation that fits, the day, evidence (3.0)."""
    subject, on = lead.subject, lead.deed_on
    is_known = subject is not None and on is not None
    return [
        *([] if is_known else ["没有写明对象和行为日期"]),
        *([] if lead.clause else ["没有写明可能的情形"]),
        *([] if lead.evidence.filter(excluded_at__isnull=True).exists() else ["没有证据"]),
        *(["对象行为时不属于制度三规定的三类对象"] if is_known and not groups_of(subject, on) else []),  # type: ignore[arg-type]
    ]


@transaction.atomic
def approve(*, lead: Lead, case: Case | None = None, text: str = "", by: User, at: datetime | None = None) -> Lead:
    """审批 as proposed. case: for 并案 the open case about the same subject that it goes into. 转问责事项 opens the
    case, by the main leader who was asked and by nobody else. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(not may.goes_out(row), ONLY_OUT)
    demand(may.may_approve(by, row), "由被请的主要领导（转问责事项）或者主持人审批，拟办人不能审批。")
    changes: dict[str, Any] = {"approver": person_of(by), "approved_at": moment}
    if row.outcome == Outcome.MERGE:
        case = case and Case.objects.locked().get(pk=case.pk)  # it may be closed at this moment
        demand(_fits(case, row, by), "请选择对象相同、正在办理的问责事项。", "case")
        changes["merged_into"] = case
    if row.outcome == Outcome.OPEN:
        lacking = lacks(row)
        demand(not lacking, f"还不能转问责事项：{'；'.join(lacking)}。")
    outcome = Outcome(row.outcome)
    verb, within = f"批准：{outcome.label}", WITHIN.get(outcome, "")
    row = move(row, AFTER[outcome], verb=verb, by=by, at=moment, text=text, within=within, **changes)
    if case is not None and outcome == Outcome.MERGE:
        row.evidence.update(case=case)
        steps.write(verb="并入线索", by=by, at=moment, case=case, clause="3.0")
    if outcome == Outcome.OPEN:
        _open(row, by, moment)
    return row


def _fits(case: Case | None, lead: Lead, by: User) -> bool:
    if case is None or case.subject_key != lead.subject_key or not case.is_open:
        return False
    return Case.objects.visible_to(by).filter(pk=case.pk).exists()


def _open(lead: Lead, by: User, at: datetime) -> None:
    from accountability.cases.opening import open_case  # cases stand on leads

    open_case(lead=lead, by=by, at=at)


@transaction.atomic
def send_back(*, lead: Lead, reason: str, by: User, at: datetime | None = None) -> Lead:
    """退回重拟, with a reason. Raises Refused."""
    demand(may.may_send_back(by, locked(lead)), "由被请的主要领导（转问责事项）或者主持人退回。")
    demand(bool(reason), "请写明退回的理由。", "reason")
    return back(lead, "退回重拟", reason, by, at or clock.now())


def back(lead: Lead, verb: str, text: str, by: User, at: datetime) -> Lead:
    """待拟办 again: a new proposal is due."""
    within = "LEAD_TRANSFER" if may.goes_out(lead) else "LEAD_PROPOSAL"
    return move(lead, Status.REGISTERED, verb=verb, by=by, at=at, text=text, within=within, outcome="", approver=None)


@transaction.atomic
def report_check(*, lead: Lead, result: str, by: User, at: datetime | None = None) -> Lead:
    """报告核查结果, by one of those who checked; it waits for a new proposal. Raises Refused."""
    demand(may.may_report_check(by, locked(lead)), "由核查人报告，须回避的不能办理。")
    demand(bool(result), "请写明核查的情况和结果。", "result")
    return back(lead, "报告核查结果", result, by, at or clock.now())


@transaction.atomic
def reopen(*, lead: Lead, reason: str, by: User, at: datetime | None = None) -> Lead:
    """重新启用 what was shelved, with a reason. Raises Refused."""
    demand(may.may_reopen(by, locked(lead)), ONLY_PRESIDER)
    demand(bool(reason), "请写明重新启用的理由。", "reason")
    return back(lead, "重新启用", reason, by, at or clock.now())
