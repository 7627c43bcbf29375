"""The next lawful steps of an inspection for one person: each a form, its button, and what is said about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dushi.town.models import User
from inspections import permissions as may
from inspections.forms import steps as forms
from inspections.models import Inspection

Status = Inspection.Status


@dataclass(frozen=True)
class Act:
    """One act as offered on the page. `name` is its URL name; `done` is said after it."""

    name: str
    button: str
    form: type[forms.StepForm]
    may: Callable[[User, Inspection], bool]
    done: str
    help: str = ""
    is_grave: bool = False


AFTER = "办结后印发检查通报；整改事项继续办理，不影响办结。"
FOREVER = "撤销后不能恢复，已有检查记录的不能撤销。"
READ = "各单位填完后报告，由批准人审阅办结。"
#: In the order they are offered; the first one stands open.
ACTS = {
    act.name: act
    for act in (
        Act("inspection_approve", "批准", forms.PlainForm, may.may_approve, "已批准。", "批准后检查组即可开始检查。"),
        Act("inspection_begin", "开始检查", forms.PlainForm, may.may_begin, "已开始检查。", "到场后点一次。"),
        Act("inspection_report", "报告检查情况", forms.SummaryForm, may.may_report, "已报告，等待审阅办结。", READ),
        Act("inspection_close", "办结", forms.PlainForm, may.may_close, "已办结，检查通报已印发。", AFTER),
        Act("inspection_report_return", "退回补充", forms.ReturnReportForm, may.may_close, "已退回检查组补充。"),
        Act("inspection_return", "退回修改", forms.ReasonForm, may.may_return, "已退回修改。", "写明要改什么。"),
        Act("inspection_withdraw", "撤销检查", forms.WithdrawForm, may.may_withdraw, "检查已撤销。", FOREVER, True),
    )
}


@dataclass(frozen=True)
class Step:
    """An act with the form to fill in, standing open or folded."""

    act: Act
    url: str
    form: forms.StepForm
    is_open: bool


def steps_of(user: User, inspection: Inspection, failed: dict[str, forms.StepForm], summary: str) -> list[Step]:
    """What this person may do now; a form that failed stands open with what was typed. summary: what the report is
    offered to begin with."""
    steps: list[Step] = []
    for act in ACTS.values():
        if not act.may(user, inspection) and act.name not in failed:
            continue
        first = {"summary": summary} if act.name == "inspection_report" else {}
        form = failed.get(act.name) or act.form(inspection=inspection, initial=first)
        is_open = act.name in failed or (not steps and not failed and not act.is_grave)
        steps.append(Step(act, reverse(act.name, args=[inspection.pk]), form, is_open))
    return steps
