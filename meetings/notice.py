"""会议通知 and 回执: telling who is asked, and their answer in one tap."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.actions import tell
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.town.models import User
from meetings.life import locked, move
from meetings.models import Attendance, Meeting
from meetings.papers.notice import notice_body
from meetings.roster import Register, bring_up_to_date


@transaction.atomic
def notify(*, meeting: Meeting, by: User, at: datetime | None = None) -> Meeting:
    """Send the 会议通知 to everybody asked: planned → notified.

    Raises Refused where the time is already past: such a meeting is postponed, or registered as it was held.
    """
    moment = at or clock.now()
    row = locked(meeting)
    if row.starts_at <= moment:
        raise Refused("开会时间已过，请先改期；已经开过的，直接办理会议登记。", clause=row.clause)
    bring_up_to_date([row], Register([row.town_id], clock.local(moment).date()))
    # Whoever sends the notice has answered it by that.
    own = row.attendances.filter(person=by.person)
    own.update(receipt=Attendance.Receipt.CONFIRMED, receipt_at=moment)
    row.notified_at = moment
    move(row, Meeting.Status.NOTIFIED, by=by, verb="发出会议通知", at=moment)
    give_notice(row, title=f"关于召开{row.title}的通知", rung="notified", urgent=False, by=by, at=moment)
    return row


def give_notice(
    meeting: Meeting, *, title: str, rung: str, urgent: bool, by: User, at: datetime, reason: str = ""
) -> Paper:
    """Issue the paper and tell everybody on the roster. rung: up to 30 characters, new for each fresh notice."""
    paper = issue_paper(
        obj=meeting,
        kind=Paper.Kind.NOTICE,
        title=title,
        clause=meeting.clause,
        body=notice_body(meeting, title=title, reason=reason, at=at),
        organ=meeting.body,
        by=by,
        at=at,
    )
    tell_roster(
        meeting, title=f"{title}：{words.moment(meeting.starts_at)}，{meeting.place}", rung=rung, urgent=urgent, at=at
    )
    return paper


def tell_roster(meeting: Meeting, *, title: str, rung: str, urgent: bool, at: datetime) -> None:
    """Tell everybody asked; one tap leads to the meeting's page, where the 回执 is given (X.3)."""
    tell(
        town=meeting.town,
        persons=list(meeting.attendances.values_list("person_id", flat=True)),
        obj=meeting,
        rung=rung,
        clause=meeting.clause,
        title=title,
        whose=meeting.body.name,
        due_at=meeting.starts_at,
        url=reverse("meeting_page", args=[meeting.pk]),
        urgent=urgent,
        at=at,
    )


@transaction.atomic
def answer_notice(
    *, meeting: Meeting, receipt: str, by: User, reason: str = "", at: datetime | None = None
) -> list[Attendance]:
    """回执 of the one who acts: CONFIRMED or LEAVE; in a 套会 one answer serves every roster one stands on.

    May be given again until the meeting is registered. Raises Refused for somebody not asked, or too late.
    """
    moment = at or clock.now()
    row = locked(meeting)
    if row.status not in Meeting.AHEAD:
        raise Refused(f"会议{row.state_text}，不再收回执。", clause=row.clause)
    rows = (
        Meeting.objects.ahead().filter(sitting=row.sitting_id) if row.sitting_id else Meeting.objects.filter(pk=row.pk)
    )
    lines = list(Attendance.objects.filter(meeting__in=rows, person_id=by.rights.person_id))
    if not lines:
        raise Refused("您不在这次会议的参会名单上，不需要回执。", clause=row.clause)
    for line in lines:
        line.receipt, line.receipt_at = receipt, moment
        line.leave_reason = reason if receipt == Attendance.Receipt.LEAVE else ""
        line.save(update_fields=["receipt", "receipt_at", "leave_reason"])
    word = "确认参加" if receipt == Attendance.Receipt.CONFIRMED else "请假"
    record(f"回执：{word}", row, by=by, clause=row.clause, reason=reason, at=moment)
    return lines
