"""The acts on notices, their lines and objections, as the desk and the pages of the site offer them."""

from __future__ import annotations

from typing import Any

from accountability.acts import Act
from accountability.models import NoticeSubject
from accountability.notices.checking import check, missing
from accountability.notices.forms import (
    AnswerForm,
    ChangeForm,
    CheckForm,
    CorrectForm,
    LineForm,
    NoticeForm,
    TakeDownForm,
    WithdrawForm,
)
from accountability.notices.lines import add_line, change_line, remove_line
from accountability.notices.objections import answer, take_down
from accountability.notices.permissions import (
    LIVE,
    may_answer,
    may_check,
    may_register,
    may_take_down,
    may_withdraw,
    may_write,
)
from accountability.notices.registering import correct, register
from accountability.notices.withdrawing import withdraw, withdraw_line
from dushi.town.models import User

CLAUSE = "3.4.d"


def _registers(user: User, obj: Any) -> bool:
    return may_register(user)


def _writes(user: User, line: NoticeSubject) -> bool:
    return may_write(user, line.notice)


def _takes_back(user: User, line: NoticeSubject) -> bool:
    waits = line.notice.status != line.notice.Status.REGISTERED
    return waits and line.status in LIVE and may_withdraw(user, line.notice)


CREATING = Act(
    code="new", label="登记通报", target="", may=_registers, do=register, form=NoticeForm, clause=CLAUSE,
    note="按上级文件登记；登记的人不核对。",
)  # fmt: skip

ACTS = [
    Act(
        code="line", label="登记对象", target="notice", may=may_write, do=add_line, form=LineForm, clause=CLAUSE,
        note="一个村、部门或者人一行；同一件事里，一个对象只有一种点名方式。",
    ),
    Act(
        code="check", label="核对无误，告知对象", target="notice", may=may_check, do=check, missing=missing,
        form=CheckForm,        clause=CLAUSE, note="与原件逐行核对过；随即告知每个对象，开始异议期。", is_grave=True,
    ),
    Act(code="correct", label="改登记", target="notice", may=may_write, do=correct, form=CorrectForm, clause=CLAUSE),
    Act(
        code="withdraw", label="上级更正或撤销整份通报", target="notice", may=may_withdraw, do=withdraw,
        form=WithdrawForm, clause=CLAUSE, is_grave=True,
        note="已计的分冲销，未计的不再计；另发更正的，再登记新的一份。",
    ),
]  # fmt: skip

LINE_ACTS = [
    Act(code="change", label="改", target="line", may=_writes, do=change_line, form=ChangeForm, clause=CLAUSE),
    Act(code="remove", label="删去", target="line", may=_writes, do=remove_line, clause=CLAUSE),
    Act(
        code="objection", label="代收异议", target="line", may=may_take_down, do=take_down, form=TakeDownForm,
        clause=CLAUSE, note="对方用纸或者当面提出的，由镇纪委录入；自己能登录的由本人提出。",
    ),
    Act(
        code="withdraw", label="上级更正这一行", target="line", may=_takes_back, do=withdraw_line, form=WithdrawForm,
        clause=CLAUSE, note="上级只更正了这一个对象：已计的分冲销，未计的不再计。", is_grave=True,
    ),
]  # fmt: skip

OBJECTION_ACTS = [
    Act(
        code="answer", label="答复异议", target="objection", may=may_answer, do=answer, form=AnswerForm, clause=CLAUSE,
        note="由没有登记、没有核对的人答复。", is_grave=True,
    ),
]  # fmt: skip
