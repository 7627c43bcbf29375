"""A superior corrects or withdraws: what is posted is reversed, what waits is not posted (3.4.d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.models import CriticismNotice, NoticeSubject, Objection
from accountability.notices.moves import demand, locked, locked_line, move_line, move_notice
from accountability.notices.permissions import LIVE, LineStatus, Status, may_withdraw
from accountability.notices.registering import keep_paper, standard
from accountability.scores.posting import reverse
from dushi import clock
from dushi.town.models import User

NEEDED = "没有文件不改计分，请上传更正或撤销文件的 PDF、扫描件或照片。"
REFUSED = "已撤销的通报不能再办；本人或亲属、所在单位被点名的也不能办。"


@transaction.atomic
def withdraw(
    *,
    notice: CriticismNotice,
    number: str,
    withdrawn_on: date,
    document: UploadedFile | None,
    by: User,
    at: datetime | None = None,
) -> CriticismNotice:
    """The superior's document of that number takes the whole notice back, or puts another in its place; it is kept.

    Posted lines are reversed, in the year they counted in; waiting ones are not posted. Raises Refused.
    """
    moment = at or clock.now()
    row = locked(notice)
    demand(may_withdraw(by, row), REFUSED)
    paper = _paper(row, number, withdrawn_on, moment)
    lines = [locked_line(line) for line in row.subjects.filter(status__in=LIVE).order_by("pk")]
    ended = _ended(row, number, withdrawn_on, document, by)
    _reverse(lines, paper, by, moment)
    move_notice(row, Status.WITHDRAWN, verb="通报更正或撤销", by=by, at=moment, text=paper, **ended)
    _close(lines, paper, ended, by, moment)
    return row


@transaction.atomic
def withdraw_line(
    *,
    line: NoticeSubject,
    number: str,
    withdrawn_on: date,
    document: UploadedFile | None,
    by: User,
    at: datetime | None = None,
) -> NoticeSubject:
    """The same for one subject: the notice stands, this line of it does not. Raises Refused."""
    moment = at or clock.now()
    row = locked(line.notice)
    demand(may_withdraw(by, row), REFUSED)
    paper = _paper(row, number, withdrawn_on, moment)
    taken = locked_line(line)
    demand(taken.status in LIVE, "这一行已经不计分。")
    ended = _ended(row, number, withdrawn_on, document, by)
    _reverse([taken], paper, by, moment)
    _close([taken], paper, ended, by, moment)
    return taken


def _paper(notice: CriticismNotice, number: str, withdrawn_on: date, at: datetime) -> str:
    demand(bool(standard(number)), "请填写更正或撤销文件的文号：没有文件不改计分。", "number")
    demand(standard(number) != notice.document_number, "请填写更正或撤销文件的文号，不是原通报的文号。", "number")
    demand(withdrawn_on >= notice.issued_on, "更正或撤销不能早于通报成文。", "withdrawn_on")
    demand(withdrawn_on <= clock.local(at).date(), "更正或撤销日期不能晚于今天。", "withdrawn_on")
    return f"{standard(number)}（{withdrawn_on.year}年{withdrawn_on.month}月{withdrawn_on.day}日）"


def _ended(
    notice: CriticismNotice, number: str, withdrawn_on: date, document: UploadedFile | None, by: User
) -> dict[str, Any]:
    """What a notice or a line keeps of the paper that ended it. Raises Refused without one."""
    kept = keep_paper(document, notice.town, by, NEEDED)
    return {"withdrawn_on": withdrawn_on, "withdrawn_number": standard(number), "withdrawn_document": kept}


def _reverse(lines: Sequence[NoticeSubject], paper: str, by: User, at: datetime) -> None:
    """Answer what is posted. Before any step is written: the accounts are locked before the chain is."""
    posted = [line for line in lines if line.status == LineStatus.POSTED]
    for number, line in enumerate(posted, start=1):
        more = number < len(posted)
        reverse(source=line, reason=f"通报被更正或撤销：{paper}", by=by, at=at, more_follows=more)


def _close(lines: Sequence[NoticeSubject], paper: str, ended: dict[str, Any], by: User, at: datetime) -> None:
    for line in lines:
        if line.status == LineStatus.POSTED:
            move_line(line, LineStatus.REVERSED, verb="冲销计分", by=by, at=at, text=paper, **ended)
        else:
            move_line(line, LineStatus.WITHDRAWN, verb="不再计分", by=by, at=at, text=paper, **ended)
            line.objections.open().update(status=Objection.Status.WITHDRAWN)
