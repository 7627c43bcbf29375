"""The next lawful steps of a matter for one person: each a form, its button, and what the article says about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from dushi import clock
from dushi.matters import forms
from dushi.matters import permissions as may
from dushi.matters.models import Matter
from dushi.matters.people import Roster
from dushi.town.models import User

May = Callable[[User, Matter, Roster], bool]


TO_THE_NEXT_PACK = "本级不能解决的，列入上一级会议的调度材料，直到有答复。"
EACH_ITS_OWN = "各办各的，各签各的；牵头单位不因配合单位逾期。"


@dataclass(frozen=True)
class Act:
    """One act as offered on the page. `name` is its URL name."""

    name: str
    button: str
    form: type[forms.MatterForm]
    may: May
    help: str = ""
    clause: str = "X.2"
    is_grave: bool = False


#: In the order they are offered; the first one stands open where it is what the person is waited for.
ACTS = [
    Act("matter_close", "核验销号", forms.CloseForm, may.may_verify, "核验属实即销号，可以定下回头看的日子。"),
    Act("matter_send_back", "退回补正", forms.SendBackForm, may.may_verify, "没有办好的，写明理由退回责任人。"),
    Act("matter_assign", "交办", forms.AssignForm, may.may_hand_out, "明确谁来办、何时办结。"),
    Act("matter_submit", "报办结", forms.ResultForm, may.may_submit, "报后由交办的层级核验，本人不能销号。"),
    Act("matter_progress", "报进展", forms.TextForm, may.may_report, "写一句办到哪一步，不必传照片。"),
    Act("matter_start", "开始办理", forms.PlainForm, may.may_start),
    Act("matter_confirm", "只核实，暂不交办", forms.PlainForm, may.may_confirm),
    Act("matter_close_early", "已经解决，销号", forms.CloseForm, may.may_close_early, "交办前已解决的，核实后销号。"),
    Act("matter_return_down", "答复下级", forms.AnswerForm, may.may_return_down, "写明怎样解决。", clause="1.0"),
    Act("matter_escalate", "转上级", forms.ReasonForm, may.may_escalate, TO_THE_NEXT_PACK, clause="1.0"),
    Act("matter_reassign", "改派", forms.AssignForm, may.may_reassign, "换一个责任单位或岗位，重新定时限。"),
    Act("matter_extension_ask", "申请延期", forms.ExtendForm, may.may_ask_extension, "须在时限之前申请。"),
    Act("matter_extend", "直接延期", forms.ExtendForm, may.may_extend, "须在时限之前办理。"),
    Act("matter_part_add", "增加配合单位", forms.PartForm, may.may_divide, EACH_ITS_OWN),
    Act("matter_recheck", "回头看", forms.RecheckForm, may.may_recheck, "到现场看是否反弹；反弹的重新交办。"),
    Act("matter_dismiss", "核实不成立", forms.ReasonForm, may.may_dismiss, "写明情况，事项即了结。", is_grave=True),
]


@dataclass(frozen=True)
class Step:
    """An act with the form to fill in, standing open or folded."""

    act: Act
    url: str
    form: forms.MatterForm
    is_open: bool
    is_lawful: bool = True


def steps_of(user: User, matter: Matter, roster: Roster, failed: dict[str, forms.MatterForm]) -> list[Step]:
    """What this person may do now. A form that failed stands open with what was typed, even where the act is lawful
    no more (somebody else was quicker): nothing typed is lost."""
    steps: list[Step] = []
    for act in ACTS:
        is_lawful = act.may(user, matter, roster)
        if not is_lawful and act.name not in failed:
            continue
        form = failed.get(act.name) or act.form(matter=matter)
        is_open = act.name in failed or (not steps and not failed and is_waited_for(act, matter))
        steps.append(Step(act, reverse(act.name, args=[matter.pk]), form, is_open, is_lawful))
    return steps


#: Acts that a matter waits for; the others are there for whoever needs them.
WAITED_FOR = frozenset({"matter_close", "matter_assign", "matter_submit"})


def is_waited_for(act: Act, matter: Matter) -> bool:
    """A 回头看 is waited for once its day has come."""
    due = matter.recheck_on is not None and matter.rechecked_at is None and matter.recheck_on <= clock.today()
    return act.name in WAITED_FOR or (act.name == "matter_recheck" and due)
