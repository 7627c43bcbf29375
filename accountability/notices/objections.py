"""异议: within its window, by the subject or who heads the unit; answered by somebody who had no hand in it (3.4.d)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability.models import NoticeSubject, Objection
from accountability.notices.moves import demand, locked, locked_line, move_line, note
from accountability.notices.people import told
from accountability.notices.permissions import LineStatus, may_answer, may_object, may_take_back, may_take_down
from accountability.notices.windows import answer_due, is_open
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import Person, User

Status = Objection.Status


@transaction.atomic
def file(*, line: NoticeSubject, text: str, by: User, at: datetime | None = None) -> Objection:
    """Object to being counted; while it is open nothing is posted. Once answered, the line is settled. Raises Refused.

    text: what is wrong, in the objector's own words; kept encrypted.
    """
    moment = at or clock.now()
    locked(line.notice)
    row = locked_line(line)
    demand(may_object(by, row), "只有被点名的本人或单位主要负责人，在计分以前可以提出异议。")
    objection = _file(row, text, person_of(by), moment)
    note(row.notice, "提出异议", by=by, at=moment, text=str(row.subject))
    return objection


@transaction.atomic
def take_down(*, line: NoticeSubject, text: str, by: User, at: datetime | None = None) -> Objection:
    """代收: the commission types an objection that its side brought on paper or by word of mouth. Raises Refused.

    It is that of the person named, or of who heads the unit today.
    """
    moment = at or clock.now()
    locked(line.notice)
    row = locked_line(line)
    demand(may_take_down(by, row), "只有镇纪委可以代收，且要在计分以前。")
    side = told([row], clock.local(moment).date())[row.pk]
    demand(bool(side), "单位主要负责人空缺，没有人可以提出异议。")
    objection = _file(row, text, Person.objects.get(pk=side[0]), moment)
    note(row.notice, "代收异议", by=by, at=moment, text=str(row.subject))
    return objection


def _file(line: NoticeSubject, text: str, side: Person, at: datetime) -> Objection:
    """Within the window, and once: an answer settles it."""
    demand(is_open(line, at), "异议期已过，不能再提出异议。")
    kept = line.objections.exclude(status=Status.WITHDRAWN)
    demand(not kept.exists(), "已经提出过异议，请等待答复，或者先撤回。" if kept.open().exists() else "异议已经答复。")
    return Objection.objects.create(line=line, text=text, filed_at=at, filed_by=side, due_at=answer_due(at))


@transaction.atomic
def take_back(*, objection: Objection, by: User, at: datetime | None = None) -> Objection:
    """Withdraw an objection that is not answered yet; within the window another may be filed. Raises Refused."""
    row = _locked(objection)
    demand(may_take_back(by, row), "只有提出人可以撤回还没有答复的异议。")
    row.status = Status.WITHDRAWN
    row.save(update_fields=["status"])
    note(row.line.notice, "撤回异议", by=by, at=at or clock.now(), text=str(row.line.subject))
    return row


@transaction.atomic
def answer(*, objection: Objection, is_upheld: bool, text: str, by: User, at: datetime | None = None) -> Objection:
    """Answer with reasons. Upheld, the line is dropped and nothing is posted; rejected, it is posted when the window
    has ended. Never by who wrote or checked the notice. Raises Refused."""
    moment = at or clock.now()
    row = _locked(objection)
    demand(may_answer(by, row), "异议由没有登记、没有核对的纪委书记答复；不能由其答复的，由主要领导答复。")
    demand(bool(text), "请写明理由。", "text")
    row.status = Status.UPHELD if is_upheld else Status.REJECTED
    row.answer, row.answered_at, row.answered_by = text, moment, person_of(by)
    row.save(update_fields=["status", "answer", "answered_at", "answered_by"])
    if is_upheld:
        move_line(row.line, LineStatus.DROPPED, verb="异议成立", by=by, at=moment)
    else:
        note(row.line.notice, "异议不成立", by=by, at=moment, text=str(row.line.subject))
    return row


def _locked(objection: Objection) -> Objection:
    """The row as it stands now, under the lock of its notice and line."""
    locked(objection.line.notice)
    line = locked_line(objection.line)
    row = Objection.objects.get(pk=objection.pk)
    row.line = line
    return row
