"""The next lawful steps on a public report for one person: each a form, its button, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dushi.town.models import User
from inspections.actions import public_handling as acts
from inspections.actions.public_digest import send_digest
from inspections.forms import public as forms
from inspections.models import PublicReport
from inspections.public import permissions as may

Status = PublicReport.Status
May = Callable[[User, PublicReport], bool]


@dataclass(frozen=True)
class Act:
    """One act as offered on the page; `key` stands in its address."""

    key: str
    button: str
    form: type[forms.StepForm]
    may: May
    do: Callable[..., object]
    done: str
    help: str = ""
    is_grave: bool = False


def _in(*statuses: str) -> May:
    return lambda user, report: report.status in statuses and may.handles(user, report)


def _may_conclude(user: User, report: PublicReport) -> bool:
    return report.is_tip and _in(Status.ACCEPTED)(user, report)


def _may_answer(user: User, report: PublicReport) -> bool:
    ready = Status.CONCLUDED if report.is_tip else Status.ACCEPTED
    return _in(ready)(user, report)


def _may_note(user: User, report: PublicReport) -> bool:
    return may.handles(user, report) and report.has_news


#: States in which the reporter may be called.
CALLED = (Status.ASSIGNED, Status.ACCEPTED, Status.CONCLUDED, Status.ANSWERED, Status.MERGED)
SEAL = "发现反映的是扶贫办、镇纪委或镇领导的，本镇不能自办：先打印装袋，再封存转交。"
DIGEST = "只给村或部门一份摘要，列入问题台账；摘要不连着这件反映，看不到是谁说的。"

#: In the order they are offered; the first one stands open.
ACTS = (
    Act("hand", "转办", forms.HandForm, may.may_hand_on, acts.hand_on, "已转办，只有经办人能看到内容。",
        "有回避情形的人已经不在名单里。"),
    Act("accept", "受理", forms.AcceptForm, _in(Status.ASSIGNED), acts.accept, "已受理，反映人凭查询码看得到。"),
    Act("note", "新说的情况已看", forms.PlainForm, _may_note, acts.note_words, "已记为看过。"),
    Act("answer", "答复反映人", forms.TextForm, _may_answer, acts.answer, "已答复，反映人凭查询码看得到。",
        "写明办理结果；并入的几件同时看得到，不要写任何一位反映人的情况。"),
    Act("conclude", "办结", forms.PlainForm, _may_conclude, acts.conclude, "已办结，请按期反馈结果。"),
    Act("digest", "转办摘要", forms.DigestForm, may.may_send_digest, send_digest, "摘要已转办，列入问题台账。", DIGEST),
    Act("ask", "询问反映人", forms.TextForm, may.may_ask, acts.ask_reporter, "已写给反映人，凭查询码看得到。"),
    Act("call", "记录回访", forms.CallForm, _in(*CALLED),
        acts.record_call, "已记录。", "留了姓名的，核实过才算实名；答复以后回访是否满意。"),
    Act("extend", "延长期限", forms.ExtendForm, _in(Status.ACCEPTED), acts.extend, "已延长，反映人凭查询码看得到。",
        "情况复杂的，经批准可以延长一次。"),
    Act("reopen", "重新办理", forms.PlainForm, may.may_reopen, acts.reopen, "已重新办理。"),
    Act("decline", "不予受理", forms.TextForm, _in(Status.ASSIGNED), acts.decline, "已告知反映人。",
        "写明理由，以及应当向哪里反映。"),
    Act("merge", "并入同一件", forms.MergeForm, may.may_merge, acts.merge, "已合并，各凭自己的查询码看结果。"),
    Act("return", "退回重新转办", forms.PlainForm, _in(Status.ASSIGNED), acts.give_back, "已退回。"),
    Act("seal", "封存转交", forms.SealForm, may.may_seal_off, acts.seal_off, "已封存转交。", SEAL, True),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    act: Act
    url: str
    form: forms.StepForm
    is_open: bool


def steps_of(user: User, report: PublicReport, failed: dict[str, forms.StepForm]) -> list[Step]:
    """What this person may do now; a form that failed stands open with what was typed."""
    steps: list[Step] = []
    for act in ACTS:
        if act.key not in failed and not act.may(user, report):
            continue
        form = failed.get(act.key) or act.form(report=report, user=user, auto_id=f"id_{act.key}_%s")
        is_open = act.key in failed or (not steps and not failed and act.key in ("hand", "accept", "note"))
        steps.append(Step(act, reverse("publicreport_step", args=[report.pk, act.key]), form, is_open))
    return steps


def act_of(key: str) -> Act | None:
    return next((act for act in ACTS if act.key == key), None)
