"""考核办法 as acts of the commission's desk."""

from __future__ import annotations

from accountability.acts import Act
from accountability.models import AssessmentScheme
from accountability.scores.checking import faults
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
