"""The acts of education and typical cases, as the commission's desk offers them."""

from __future__ import annotations

from accountability.acts import Act
from accountability.education import talks, typical
from accountability.education.forms import FollowUpForm, HoldForm, PlanFields, PlanForm, TypicalForm
from accountability.education.permissions import (
    may_cancel,
    may_change,
    may_follow_up,
    may_hold,
    may_plan,
    may_plan_beside,
    may_publish,
    may_withdraw,
    may_write,
)

CLAUSE = "3.0"

CREATING = Act(
    code="new", label="安排教育", target="", may=may_plan, do=talks.plan, form=PlanForm,
    clause=CLAUSE, note="谈话、培训、回访不是处分，有没有问责事项都可以安排。",
)  # fmt: skip
ACTS = [
    Act(
        code="hold", label="记完成", target="education", may=may_hold, do=talks.hold, form=HoldForm, clause=CLAUSE,
    ),
    Act(
        code="follow", label="记回访", target="education", may=may_follow_up, do=talks.follow_up, form=FollowUpForm,
        clause=CLAUSE,
    ),
    Act(code="cancel", label="取消安排", target="education", may=may_cancel, do=talks.cancel, clause=CLAUSE),
]  # fmt: skip

#: Beside a case: education of its subject.
CASE_ACTS = [
    Act(
        code="education", label="安排教育", target="case", may=may_plan_beside, do=talks.plan, form=PlanFields,
        clause=CLAUSE, note="惩教结合：谈话、培训、回访。",
    ),
]  # fmt: skip

WRITING = Act(
    code="new", label="写典型案例", target="", may=may_write, do=typical.write,
    form=TypicalForm, clause=CLAUSE, note="隐去姓名、单位和文号；另一名纪委人员看过后才发布。",
)  # fmt: skip
TYPICAL_ACTS = [
    Act(
        code="publish", label="发布给全体干部", target="typical", may=may_publish, do=typical.publish, clause=CLAUSE,
        note="看过全文，认不出是谁。", is_grave=True,
    ),
    Act(
        code="change", label="修改", target="typical", may=may_change, do=typical.change, form=TypicalForm,
        clause=CLAUSE,
    ),
    Act(
        code="withdraw", label="撤下", target="typical", may=may_withdraw, do=typical.withdraw, clause=CLAUSE,
        is_grave=True,
    ),
]  # fmt: skip
