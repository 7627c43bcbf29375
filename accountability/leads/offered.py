"""The lawful next steps of a lead as buttons, for the commission's admin and the pages of a main leader."""

from __future__ import annotations

from typing import Any

from accountability.acts import Act
from accountability.leads import evidence, explaining, forms, handling, recusing, registering, transferring
from accountability.leads import permissions as may
from accountability.models import Lead, Recusal
from dushi.town.models import User


def lacking(lead: Lead) -> list[str]:
    return handling.lacks(lead) if lead.outcome == Lead.Outcome.OPEN else []


def unserved(lead: Lead) -> list[str]:
    return [] if lead.papers.exists() else ["还没有送达书面说明通知书"]


def may_decide_recusal(user: User, obj: Any) -> bool:
    """Somebody's withdrawal from it waits for this user."""
    return any(recusing.may_decide(user, row) for row in obj.recusals.all() if row.is_upheld is None)


def may_ask_recusal(user: User, obj: Any) -> bool:
    return obj.status not in type(obj).ENDED and recusing.may_ask(user, obj)


def decide_recusal(*, obj: Any, recusal: Recusal, is_upheld: bool, by: User) -> Recusal:
    """Act.do: the recusal was chosen among those of the object."""
    return recusing.decide(recusal=recusal, is_upheld=is_upheld, by=by)


#: Of a lead and of a case alike.
RECUSAL_ACTS: list[Act] = [
    Act("recusal_decide", "决定回避", "obj", may_decide_recusal, decide_recusal, forms.DecideRecusalForm, clause="3.0"),
    Act(
        "recusal_ask",
        "申请回避",
        "obj",
        may_ask_recusal,
        recusing.ask,
        forms.AskRecusalForm,
        clause="3.0",
        note="自己应当回避的，也从这里申请。决定以前先不办理。",
    ),
]

CREATING = Act(
    "register",
    "登记线索",
    "lead",
    may.may_register,
    registering.register,
    forms.RegisterForm,
    clause="3.0",
    note="村、部门没有开自己的会，系统无从知道，须由人登记。区管干部和镇纪委自己的问题，登记后只能移送。",
)

#: In the order of the work.
ACTS: list[Act] = [
    Act("take_up", "登记为线索", "lead", may.may_judge, registering.take_up, forms.TakeUpForm, clause="X.1"),
    Act("decline", "不作线索", "lead", may.may_judge, registering.decline, forms.ReasonForm, clause="X.1"),
    Act("assign", "指定承办人", "lead", may.may_assign, handling.assign, forms.AssignForm, clause="3.0"),
    Act("propose", "拟办", "lead", may.may_propose, handling.propose, forms.ProposeForm, clause="3.0"),
    Act("approve", "批准", "lead", may.may_approve, handling.approve, forms.ApproveForm, lacking, clause="3.0"),
    Act("send_back", "退回重拟", "lead", may.may_send_back, handling.send_back, forms.ReasonForm, clause="3.0"),
    Act(
        "ask_explanation",
        "送达书面说明通知书",
        "lead",
        may.may_ask_explanation,
        explaining.ask_explanation,
        forms.ExplainForm,
        clause="3.0",
    ),
    Act(
        "record_explanation",
        "收到书面说明",
        "lead",
        may.may_record_explanation,
        explaining.record_explanation,
        forms.ExplanationForm,
        unserved,
        clause="3.0",
    ),
    Act(
        "report_check",
        "报告核查结果",
        "lead",
        may.may_report_check,
        handling.report_check,
        forms.CheckForm,
        clause="3.0",
    ),
    Act("reopen", "重新启用", "lead", may.may_reopen, handling.reopen, forms.ReasonForm, clause="3.0"),
    Act(
        "transfer",
        "移送",
        "lead",
        may.may_transfer,
        transferring.transfer,
        forms.TransferForm,
        clause="3.4.b",
        is_grave=True,
    ),
    Act(
        "add_evidence",
        "补充证据",
        "lead",
        may.may_add_evidence,
        evidence.add_evidence,
        forms.EvidenceForm,
        clause="3.0",
    ),
    Act(
        "exclude_evidence",
        "排除证据",
        "lead",
        may.may_exclude,
        evidence.exclude_evidence,
        forms.ExcludeForm,
        clause="3.0",
        note="违法取得的证据应当排除；排除后仍可查看，不作依据。",
    ),
    *RECUSAL_ACTS,
]

#: On a registered handing over.
STUB_ACTS: list[Act] = [
    Act(
        "receipt",
        "收到回执",
        "stub",
        lambda user, stub: stub.receipt_on is None and transferring.may_follow(user, stub),
        transferring.record_receipt,
        forms.ReceiptForm,
        clause="3.4.b",
    ),
    Act(
        "outcome",
        "登记反馈结果",
        "stub",
        lambda user, stub: not stub.is_bare and transferring.may_follow(user, stub),
        transferring.record_outcome,
        forms.OutcomeForm,
        clause="3.4.b",
    ),
]
