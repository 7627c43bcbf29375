"""考核办法 as acts of the commission's desk."""

from __future__ import annotations

from accountability.acts import Act
from accountability.models import AssessmentScheme
from accountability.scores.checking import faults
from accountability.scores.commending import commend, count, may_commend, may_count, may_take_back, missing, take_back
from accountability.scores.commending_forms import CheckForm, CommendForm, TakeBackForm
from accountability.scores.drafting import (
    change_scheme,
    discard_scheme,
    draft_scheme,
    may_discard,
    may_draft,
    may_take_force,
    take_force,
)
from accountability.scores.forms import DraftForm, ForceForm, SchemeForm


def gaps(scheme: AssessmentScheme) -> list[str]:
    return faults(scheme.settings)


CREATING = Act(
    code="draft",
    label="拟定考核办法",
    target="",
    may=may_draft,
    do=draft_scheme,
    form=DraftForm,
    clause="3.4.d",
    note="先拟草案，逐项填写分值；经党政联席会议研究、登记纪要编号后施行。",
)
ACTS = [
    Act(
        code="change",
        label="修改草案",
        target="scheme",
        may=may_draft,
        do=change_scheme,
        form=SchemeForm,
        clause="3.4.d",
        note="可以先存一部分；没有写全的不能施行。",
    ),
    Act(
        code="force",
        label="登记施行",
        target="scheme",
        may=may_take_force,
        do=take_force,
        form=ForceForm,
        missing=gaps,
        clause="3.4.d",
        note="只有党政联席会议研究通过、有会议纪要的考核办法才能施行。当年原有的一版随即被替代；已经计入的分不变。",
        is_grave=True,
    ),
    Act(
        code="discard",
        label="删去草案",
        target="scheme",
        may=may_discard,
        do=discard_scheme,
        is_grave=True,
    ),
]

COMMEND = Act(
    code="commend",
    label="登记表彰",
    target="",
    may=may_commend,
    do=commend,
    form=CommendForm,
    clause="3.4.d",
    note="上级表彰村、部门或者个人的正式文件；由另一人核对后，按考核办法加分。",
)
COMMENDATION_ACTS = [
    Act(
        code="count",
        label="核对并加分",
        target="commendation",
        may=may_count,
        do=count,
        form=CheckForm,
        missing=missing,
        clause="3.4.d",
    ),
    Act(
        code="take-back",
        label="撤销",
        target="commendation",
        may=may_take_back,
        do=take_back,
        form=TakeBackForm,
        note="上级撤销表彰或者登记有误；已加的分冲销。",
        is_grave=True,
    ),
]
