"""移送 (3.4.b): what the town may not decide is handed over with letter and receipt. Of 区管 people and the
commission's own nothing is kept but number, day and receiver."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accountability import steps
from accountability.leads import permissions as may
from accountability.leads.handling import ONLY_PRESIDER
from accountability.leads.moves import demand, locked, move
from accountability.models import CaseStep, Lead, Statement, StoredFile, TransferStub
from accountability.once import once
from dushi import clock
from dushi.records.chains import erase_text
from dushi.records.models import ErasableText
from dushi.town.access import person_of
from dushi.town.models import User

Status = Lead.Status
CLAUSE = "3.4.b"
TAKEN = "这个移送函号已经登记过。"


@transaction.atomic
def transfer(
    *,
    lead: Lead,
    number: str,
    receiver: str,
    handed_on: date,
    contents: str = "",
    by: User,
    at: datetime | None = None,
) -> TransferStub:
    """移送 with its letter. contents: what was handed over, not kept where only a bare stub may stay. Raises
    Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_transfer(by, row), ONLY_PRESIDER)
    demand(bool(number), "请写明移送函号。", "number")
    demand(bool(receiver), "请写明接收机关。", "receiver")
    demand(handed_on <= clock.local(moment).date(), "移送日期不能晚于今天。", "handed_on")
    taken = TransferStub.objects.filter(town=row.town_id, number=number).exists()
    demand(not taken, TAKEN, "number")
    is_bare = may.goes_out(row)
    approver = person_of(by)
    row = move(
        row,
        Status.TRANSFERRED,
        verb="移送",
        by=by,
        at=moment,
        under=CLAUSE,
        approver=approver,
        approved_at=moment,
    )
    with once(TAKEN, field="number", clause=CLAUSE):
        stub = TransferStub.objects.create(
            town=row.town,
            lead=row,
            number=number,
            handed_on=handed_on,
            receiver=receiver,
            contents="" if is_bare else contents,
            is_bare=is_bare,
            kept_by=approver if is_bare and not by.rights.is_commission_secretary else None,
        )
    if is_bare:
        strip(row, moment)
    return stub


def strip(lead: Lead, at: datetime) -> None:
    """Nothing that was said of it stays: subject, words, evidence, files, papers, people and the texts of its history;
    the chain holds, as it knows texts by their digest alone."""
    files = list(lead.evidence.exclude(file=None).values_list("file", flat=True))
    lead.evidence.all().delete()
    StoredFile.objects.filter(pk__in=files).delete()
    lead.recusals.all().delete()
    lead.checkers.clear()
    Statement.objects.filter(paper__lead=lead).update(text="", signature="", refusal="", answer="")
    lead.papers.update(body="{}", refusal="")
    for text in ErasableText.objects.filter(pk__in=CaseStep.objects.filter(lead=lead).values("text")):
        erase_text(text, at=at)
    Lead.objects.filter(pk=lead.pk).update(
        person=None,
        unit=None,
        posts_text="",
        source=Lead.Source.HAND,
        source_key=None,
        clause="",
        deed_on=None,
        title="",
        outcome="",
        opinion="",
        registered_by=None,
        handler=None,
        proposed_by=None,
        approver=None,
    )


@transaction.atomic
def record_receipt(*, stub: TransferStub, receipt_on: date, by: User, at: datetime | None = None) -> TransferStub:
    """收到回执. Raises Refused."""
    row = _held(stub, by)
    demand(row.receipt_on is None, "回执已经登记。")
    today = clock.local(at or clock.now()).date()
    demand(row.handed_on <= receipt_on <= today, "回执日期应在移送之后、今天以前。", "receipt_on")
    row.receipt_on = receipt_on
    row.save(update_fields=["receipt_on"])
    _say(row, "收到移送回执", by, at)
    return row


@transaction.atomic
def record_outcome(
    *, stub: TransferStub, outcome: str, outcome_on: date, by: User, at: datetime | None = None
) -> TransferStub:
    """结果反馈, as the receiver told it; of a bare stub no word is kept. Raises Refused."""
    row = _held(stub, by)
    demand(not row.is_bare, "只存移送登记的，不登记处理结果。")
    demand(bool(outcome), "请写明反馈的处理结果。", "outcome")
    today = clock.local(at or clock.now()).date()
    demand(row.handed_on <= outcome_on <= today, "反馈日期应在移送之后、今天以前。", "outcome_on")
    row.outcome, row.outcome_on = outcome, outcome_on
    row.save(update_fields=["outcome", "outcome_on"])
    _say(row, "登记移送结果", by, at)
    return row


def may_follow(user: User, stub: TransferStub) -> bool:
    """Who presides sees what came back: the 纪委书记, of a bare stub handed over in their place that main leader."""
    rights = user.rights
    leads = rights.is_commission_secretary or stub.kept_by_id == rights.person_id
    return stub.lead_id is not None and leads and TransferStub.objects.visible_to(user).filter(pk=stub.pk).exists()


def _held(stub: TransferStub, by: User) -> TransferStub:
    row = TransferStub.objects.select_for_update(of=("self",)).select_related("lead", "case").get(pk=stub.pk)
    demand(may_follow(by, row), ONLY_PRESIDER)
    return row


def _say(stub: TransferStub, verb: str, by: User, at: datetime | None) -> None:
    moment = at or clock.now()
    steps.write(verb=verb, by=by, at=moment, lead=stub.lead, case=None if stub.lead else stub.case, clause=CLAUSE)
