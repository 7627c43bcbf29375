"""The table of a lead: every state, act and person, allowed or refused as written here by hand."""

from __future__ import annotations

import pytest

from accountability.acts import offers
from accountability.leads import handling, registering
from accountability.leads.moves import move
from accountability.leads.offered import ACTS, CREATING
from accountability.models import Lead
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from tests.accountability.leads.making import (
    Outcome,
    S,
    approved,
    asked,
    assigned,
    handed,
    proposed,
    registered,
    suggestion,
)

pytestmark = pytest.mark.clause("3.0")

SECRETARY, STAFF, SECOND = "commission_secretary", "commission_staff", "commission_second"
ROLES = (SECRETARY, STAFF, SECOND, "mayor", "secretary", "office_head", "liaison")
EVIDENCE = "add_evidence exclude_evidence"

#: How a lead about the 包村人员 comes into the state; commission_staff has it in hand.
WAYS = {
    "SUGGESTED": suggestion,
    "SUGGESTED by a 检举": lambda cast: suggestion(cast, "PUBLIC", handler=cast.commission_staff.person),
    "REGISTERED unassigned": lambda cast: registered(cast, by=cast.commission_second),
    "REGISTERED": assigned,
    "PROPOSED 了结": proposed,
    "PROPOSED 移送": lambda cast: proposed(cast, Outcome.TRANSFER),
    "PROPOSED 转问责事项": lambda cast: proposed(cast, Outcome.OPEN),
    "EXPLAINING unserved": lambda cast: approved(cast, Outcome.EXPLAIN),
    "EXPLAINING": asked,
    "CHECKING": lambda cast: approved(cast, Outcome.CHECK),
    "SHELVED": lambda cast: approved(cast, Outcome.SHELVE),
    "CLOSED": lambda cast: approved(cast, Outcome.CLOSE),
    "OPENED": lambda cast: approved(cast, Outcome.OPEN),
    "DECLINED": lambda cast: registering.decline(lead=suggestion(cast), reason="已补报", by=cast.commission_secretary),
    "TRANSFERRED": lambda cast: handed(cast, proposed(cast, Outcome.TRANSFER)).lead,
}  # fmt: skip
#: state → person → what they may do; whoever is not named may do nothing.
MAY = {
    "SUGGESTED": {SECRETARY: "take_up decline"},
    "SUGGESTED by a 检举": {STAFF: "take_up decline"},
    "REGISTERED unassigned": {SECRETARY: f"assign {EVIDENCE}", SECOND: "add_evidence"},
    "REGISTERED": {SECRETARY: f"assign {EVIDENCE}", STAFF: f"propose {EVIDENCE}"},
    "PROPOSED 了结": {SECRETARY: f"assign approve send_back {EVIDENCE}", STAFF: EVIDENCE},
    "PROPOSED 移送": {SECRETARY: f"assign send_back transfer {EVIDENCE}", STAFF: EVIDENCE},
    "PROPOSED 转问责事项": {SECRETARY: f"assign {EVIDENCE}", STAFF: EVIDENCE, "mayor": "approve send_back"},
    "EXPLAINING unserved": {SECRETARY: f"assign {EVIDENCE}", STAFF: f"ask_explanation record_explanation {EVIDENCE}"},
    "EXPLAINING": {SECRETARY: f"assign {EVIDENCE}", STAFF: f"record_explanation {EVIDENCE}"},
    "CHECKING": {
        SECRETARY: f"assign {EVIDENCE}", STAFF: f"report_check {EVIDENCE}", SECOND: "report_check add_evidence"
    },
    "SHELVED": {SECRETARY: f"assign reopen {EVIDENCE}", STAFF: EVIDENCE},
    "CLOSED": {},
    "OPENED": {},
    "DECLINED": {},
    "TRANSFERRED": {},
}  # fmt: skip
#: Who sees it, beside those who may do something.
SEE = {
    "SUGGESTED by a 检举": {SECRETARY},
    "CLOSED": {SECRETARY, STAFF},
    "OPENED": {SECRETARY, STAFF, "mayor"},
    "DECLINED": {SECRETARY},
    "TRANSFERRED": {SECRETARY, STAFF},
}


@pytest.mark.parametrize("state", WAYS)
def test_each_state_offers_each_person_what_the_table_says(live, state):
    lead = WAYS[state](live)
    lead = Lead.objects.get(pk=lead.pk)
    assert lead.status == state.split()[0]
    may = {role: set(words.split()) for role, words in MAY[state].items()}
    recusals = {"recusal_ask", "recusal_decide"}
    for role in ROLES:
        user = getattr(live, role)
        offered = {offer.act.code for offer in offers(ACTS, user, lead)} - recusals
        assert offered == may.get(role, set()), (state, role)
    sees = {
        role for role, user in live.everybody().items() if Lead.objects.visible_to(user).filter(pk=lead.pk).exists()
    }
    assert sees == set(may) | SEE.get(state, set()), state


#: code → what the act needs beside the lead and who acts.
GIVEN = {
    "take_up": {"title": "反映", "deed_on": clock.date(2026, 9, 1)},
    "decline": {"reason": "已补报"},
    "assign": {},
    "propose": {"outcome": Outcome.CLOSE, "opinion": "查无实据"},
    "approve": {},
    "send_back": {"reason": "再核"},
    "ask_explanation": {"question": "是否入户？", "way": "HAND"},
    "record_explanation": {"text": "当日生病"},
    "report_check": {"result": "属实"},
    "reopen": {"reason": "又有反映"},
    "transfer": {"number": "函9", "receiver": "区纪委", "handed_on": clock.date(2026, 9, 17)},
    "add_evidence": {"label": "照片", "text": "门锁着"},
}


def refused(live, lead, may):
    """What is not offered is refused by the act itself, and changes nothing."""
    before = Lead.objects.filter(pk=lead.pk).values().get()
    steps = lead.steps.count()
    for act in ACTS:
        for role in ROLES if act.code in GIVEN else ():
            if act.code in may.get(role, "").split():
                continue
            given = dict(GIVEN[act.code])
            if act.code == "assign":
                given["handler"] = live.commission_second.person
            if act.code == "take_up":
                given["person"] = live.liaison.person
            with pytest.raises(Refused):
                act.do(**{act.target: lead}, by=getattr(live, role), **given)
    assert Lead.objects.filter(pk=lead.pk).values().get() == before
    assert lead.steps.count() == steps


def test_every_passage_of_the_table_is_walked_and_no_other(live):
    """Each state leads to those that TRANSITIONS names; the ended ones nowhere."""
    assert set(Lead.TRANSITIONS) == set(S.values)
    for state in Lead.ENDED:
        assert Lead.TRANSITIONS[state] == frozenset()
    for state in S.values:
        if state == S.MERGED:  # needs the case it went into; it leads nowhere
            continue
        lead = suggestion(live)
        Lead.objects.filter(pk=lead.pk).update(status=state, registered_at=clock.now())
        for to in set(S.values) - Lead.TRANSITIONS[state]:
            with pytest.raises(Refused):
                move(lead, to, verb="办理", by=live.commission_secretary, at=clock.now())
        Lead.objects.filter(pk=lead.pk).update(source_key=None)


def test_the_commission_registers_by_hand_and_nobody_else(live):
    may = {role for role, user in live.everybody().items() if CREATING.may(user, None)}
    assert may == {SECRETARY, STAFF, SECOND}
    for role in ("mayor", "office_head", "liaison", "admin"):
        with pytest.raises(Refused):
            registered(live, by=getattr(live, role))


def test_each_step_is_a_link_of_the_chain(live):
    lead = approved(live, Outcome.CLOSE)
    assert {step.verb for step in lead.steps.all()} == {"登记线索", "指定承办人", "拟办：了结", "批准：了结"}
    verdict = verify(live.town, "accountability")
    assert verdict.broken is None and verdict.count == 4


def test_who_proposed_does_not_approve(live):
    lead = proposed(live)
    Lead.objects.filter(pk=lead.pk).update(proposed_by=live.commission_secretary.person)
    with pytest.raises(Refused, match="拟办人不能审批"):
        handling.approve(lead=lead, by=live.commission_secretary)
