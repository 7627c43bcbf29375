"""The lawful next steps of a case as buttons: who may and what is missing come from the table, the rest stands here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from accountability.acts import Act, ActForm
from accountability.cases import appealing, carrying, deciding, handing, hearing, inquiry, moves
from accountability.cases.forms import inquiry as ask
from accountability.cases.forms import sitting as sat
from accountability.cases.table import STEPS
from accountability.leads.offered import RECUSAL_ACTS
from accountability.models import Case
from dushi.town.models import User

#: What stands under the title of a form.
NOTES = {
    "show_facts": "印发后内容不能再改；送达以后对方才能看到。",
    "submit": "提请后不能再改事实和拟处理意见。",
    "hold": "决定由会议作出，这里照会议情况登记；随后请主要领导签发。",
    "hear_again": "研究认为应当加重的，重新告知、重新听取申辩；不得因申辩加重。",
    "transfer": "移送后镇里不再办理，只登记回执和结果。",
    "open_review": "发现决定错误或者不当的，不等申诉也应当纠正。",
    "revoke": "撤销后各项处理和计分一并消除。",
}


def act(code: str, do: Callable[..., Any], form: type[ActForm] | None = None, *, is_grave: bool = False) -> Act:
    """The row of the table as a button."""
    step = STEPS[code]

    def may(user: User, case: Case) -> bool:
        return moves.may(user, case, code)

    return Act(
        code=code,
        label=step.verb,
        target="case",
        may=may,
        do=do,
        form=form,
        missing=partial(moves.missing, code=code),
        clause=step.clause,
        note=NOTES.get(code, ""),
        is_grave=is_grave,
    )


#: In the order of the work; every step of the table but the subject's and the signer's own.
ACTS: list[Act] = [
    act("name", inquiry.name_investigators, ask.NameForm),
    act("begin", inquiry.begin),
    act("find", inquiry.record_findings, ask.FindingsForm),
    act("add_evidence", inquiry.add_evidence, ask.EvidenceForm),
    act("cite", inquiry.cite, ask.CiteForm),
    act("uncite", inquiry.uncite, ask.UnciteForm),
    act("propose", inquiry.propose, ask.ProposeForm),
    act("show_facts", hearing.show_facts, is_grave=True),
    act("propose_nothing", inquiry.propose_nothing, is_grave=True),
    act("serve_facts", hearing.serve_facts, ask.ServeForm),
    act("record_statement", hearing.record_statement, ask.StatementForm),
    act("answer", hearing.answer, ask.AnswerForm),
    act("submit", hearing.submit, is_grave=True),
    act("inquire_again", hearing.inquire_again, ask.ReasonForm),
    act("hold", deciding.hold_to_account, sat.HoldForm, is_grave=True),
    act("hold_nothing", deciding.hold_nothing, sat.NothingForm, is_grave=True),
    act("exempt", deciding.exempt, sat.ExemptForm, is_grave=True),
    act("send_back", deciding.send_back, sat.SittingForm),
    act("hear_again", hearing.hear_again, ask.ProposeForm),
    act("ask_signer", deciding.ask_signer, sat.SignerForm),
    act("serve", carrying.serve_decision, ask.ServeForm),
    act("enforce", carrying.enforce),
    act("carry_out", carrying.carry_out, sat.CarryForm),
    act("close", carrying.close, is_grave=True),
    act("serve_paper", hearing.serve_paper, ask.ServeForm),
    act("record_receipt", hearing.record_receipt, ask.ReceiptForm),
    act("accept_appeal", appealing.accept_appeal),
    act("refuse_appeal", appealing.refuse_appeal, ask.ReasonForm, is_grave=True),
    act("uphold", appealing.uphold, sat.SittingForm, is_grave=True),
    act("change", appealing.change, sat.ChangeForm, is_grave=True),
    act("revoke", appealing.revoke, sat.SittingForm, is_grave=True),
    act("record_appeal", appealing.record_appeal, ask.AppealForm),
    act("open_review", appealing.open_review, ask.ReviewForm),
    act("exclude_evidence", inquiry.exclude_evidence, ask.ExcludeForm),
    act("transfer", handing.transfer, sat.TransferForm, is_grave=True),
    act("record_handover", handing.record_handover, sat.HandoverForm),
    act("record_outcome", handing.record_outcome, sat.OutcomeForm),
    *RECUSAL_ACTS,
]

#: What a main leader does on the site's own pages.
SIGNING: list[Act] = [
    act("sign", deciding.sign_decision, is_grave=True),
    act("reconsider", deciding.reconsider, ask.ReasonForm),
]
