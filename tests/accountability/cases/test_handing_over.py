"""移送 (3.4.b): letter, receiver, list, receipt; what those above decided is recorded, never decided here."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accountability.cases import handing
from accountability.models import Case, ScoreEntry, TransferStub
from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import LetterHead
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh

WHAT = {"receiver": "区纪委监委", "contents": "入户记录一份\n谈话笔录两份", "reason": "涉嫌违纪。"}


@pytest.mark.clause("3.4.b")
@pytest.mark.parametrize("state", ["ACCEPTED", "INQUIRY", "HEARING", "DELIBERATION"])
def test_a_case_is_handed_over_from_every_state_before_the_decision(cast, rulebook, at, state):
    case = making.STATES[state](cast)
    LetterHead.objects.create(town=cast.town, unit=cast.commission, codes={"ACC_TRANSFER": "示纪移"})
    taken = {"number": "示纪移〔2026〕1号", "handed_on": clock.today(), "receiver": "区纪委监委", "is_bare": False}
    TransferStub.objects.create(town=cast.town, lead=making.lead_on(cast), **taken)  # as typed for a lead
    with pytest.raises(Refused):
        handing.transfer(case=case, by=cast.commission_staff, **WHAT)
    for lacking in ({"contents": ""}, {"receiver": ""}, {"reason": ""}):
        with pytest.raises(Refused):
            handing.transfer(case=case, by=cast.commission_secretary, **{**WHAT, **lacking})
    stub = handing.transfer(case=case, by=cast.commission_secretary, **WHAT)
    case = fresh(case)
    assert case.status == Case.Status.TRANSFERRED and case.due_at is None
    assert (stub.number, stub.handed_on, stub.is_bare) == ("示纪移〔2026〕2号", clock.today(), False)
    said = json.dumps(json.loads(stub.contents), ensure_ascii=False)
    assert "谈话笔录两份" in said and "示纪移〔2026〕2号" in said


@pytest.mark.clause("3.4.b", "3.4.c")
def test_the_outcome_comes_back_and_is_recorded_for_what_it_is(cast, rulebook, at):
    case = making.transferred(cast, cast.village_head.person)
    by, today = cast.commission_secretary, clock.today()
    with pytest.raises(Refused, match="回执日期"):
        handing.record_handover(case=case, receipt_on=today - timedelta(days=1), by=by)
    handing.record_handover(case=case, receipt_on=today, by=by)
    told = {"case": case, "outcome": "给予政务警告。", "outcome_on": today, "paper": "菏牡监〔2026〕9号", "by": by}
    for beyond in ("ADMIN_REMOVAL", "ADMIN_DOWNGRADE", "ADMIN_EXPULSION", "NONSENSE"):  # 政务处分法 §22
        with pytest.raises(Refused, match="只登记上级机关"):
            handing.record_outcome(measures=[beyond], **told)
    handing.record_outcome(measures=["ADMIN_WARNING"], **told)
    row = case.measures.get()
    assert (row.stage, row.decided_on, row.effect_until) == ("RECORDED", today, clock.date(2027, 3, 17))
    assert ScoreEntry.objects.get().basis.startswith("菏牡监〔2026〕9号")
    assert TransferStub.objects.get().outcome == "给予政务警告。"
    with pytest.raises(Refused):
        handing.record_outcome(measures=["ADMIN_WARNING"], **told)


@pytest.mark.clause("3.4.b")
def test_a_subject_who_rose_to_the_district_may_only_be_handed_over(cast, rulebook, at):
    case = making.before_sitting(cast)
    type(case.person).objects.filter(pk=case.person_id).update(level="COUNTY")
    with pytest.raises(Refused, match="只能移送"):
        making.deciding.hold_to_account(
            case=case,
            measures=["CRITICISM"],
            exemption_reason="略",
            approver=cast.secretary.person,
            by=cast.commission_secretary,
            **making.sat(cast, case),
        )
    assert handing.transfer(case=case, by=cast.commission_secretary, **WHAT)
