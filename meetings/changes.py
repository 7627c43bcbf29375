"""改期, 取消, 套会: what becomes of a meeting that is not held as it was planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dushi import clock, words
from dushi.alerts.actions import stop
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import User
from meetings.life import locked, move
from meetings.models import Attendance, Meeting, Sitting
from meetings.notice import give_notice, tell_roster


@transaction.atomic
def postpone(
    *, meeting: Meeting, starts_at: datetime, by: User, place: str = "", reason: str = "", at: datetime | None = None
) -> Meeting:
    """改期, with a fresh notice told at once, outside digest and quiet hours. A 套会 moves as a whole.

    starts_at: aware, ahead. The meeting keeps the period it counts for. Raises Refused for a moment that is past or
    the same, and for a meeting already held or cancelled.
    """
    moment = at or clock.now()
    row = locked(meeting)
    if row.status not in Meeting.AHEAD:
        raise Refused(f"会议{row.state_text}，不能再改期。", clause=row.clause)
    if starts_at <= moment:
        raise Refused("新的时间已经过去，请选今后的时间。", clause=row.clause, field="starts_at")
    if starts_at == row.starts_at and place in ("", row.place):
        raise Refused("新的时间与原定时间相同。", clause=row.clause, field="starts_at")
    together = list(Meeting.objects.ahead().filter(sitting=row.sitting_id).exclude(pk=row.pk)) if row.sitting_id else []
    if row.sitting_id:
        Sitting.objects.filter(pk=row.sitting_id).update(starts_at=starts_at, place=place or row.place)
    for one in [row, *map(locked, together)]:
        _move_time(one, starts_at=starts_at, place=place, reason=reason, by=by, at=moment)
        _tell_move(one, reason=reason, by=by, at=moment)
    return row


def _move_time(row: Meeting, *, starts_at: datetime, place: str, reason: str, by: User, at: datetime) -> None:
    """Store the new time, ask for new 回执, write the event."""
    before = row.starts_at
    row.postponed_from = row.postponed_from or before
    row.postpone_reason = reason
    row.starts_at = starts_at
    row.place = place or row.place
    row.save(update_fields=["starts_at", "place", "postponed_from", "postpone_reason"])
    row.attendances.update(receipt=Attendance.Receipt.NONE, receipt_at=None, leave_reason="")
    record(
        "会议改期",
        row,
        by=by,
        clause=row.clause,
        reason=reason,
        at=at,
        data={"from": before.isoformat(), "to": starts_at.isoformat()},
    )


def _tell_move(row: Meeting, *, reason: str, by: User, at: datetime) -> None:
    """At once: with a fresh notice where one was given before."""
    title = f"{row.title}改期通知"
    rung = f"postponed:{clock.local(at):%m%d%H%M%S}:{clock.local(row.starts_at):%m%d%H%M}"
    if row.notified_at:
        give_notice(row, title=title, rung=rung, urgent=True, by=by, at=at, reason=reason)
    else:
        tell_roster(row, title=f"{title}：{words.moment(row.starts_at)}，{row.place}", rung=rung, urgent=True, at=at)


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: User | None, at: datetime | None = None) -> Meeting:
    """取消 with a reason; whoever was notified is told at once. by None: the system (a week that is merged).

    The duty stays: 制度执行 still waits for a meeting of the period. Raises Refused without a reason.
    """
    moment = at or clock.now()
    row = locked(meeting)
    if not reason.strip():
        raise Refused("请写明取消事由。", clause=row.clause, field="reason")
    was_notified = row.notified_at is not None
    row.cancelled_at = moment
    row.cancel_reason = reason.strip()[:120]
    row.sitting = None
    move(row, Meeting.Status.CANCELLED, by=by, verb="取消会议", at=moment, reason=reason)
    stop(row, at=moment)
    if was_notified:
        title = f"取消：{row.title}（原定{words.moment(row.starts_at)}）"
        tell_roster(row, title=title, rung="cancelled", urgent=True, at=moment)
    return row


@transaction.atomic
def hold_together(
    *, meetings: Sequence[Meeting], starts_at: datetime, place: str, by: User, at: datetime | None = None
) -> Sitting:
    """套会: several bodies sit at one time and place; one sign-in, own roster, agenda and minutes each.

    Each meeting keeps the period it counts for. Raises Refused for fewer than two meetings, two of one body, one
    already held, or a moment that is past.
    """
    moment = at or clock.now()
    rows = [locked(meeting) for meeting in sorted(meetings, key=lambda one: one.pk)]
    if len(rows) < 2 or len({row.body_id for row in rows}) < len(rows):
        raise Refused("套会要有两个以上不同的会议主体，请再选一个会议。")
    if any(row.status not in Meeting.AHEAD for row in rows):
        raise Refused("已召开或已取消的会议不能再并入套会。")
    if starts_at <= moment:
        raise Refused("套会时间已经过去，请选今后的时间。", field="starts_at")
    sitting = Sitting.objects.create(town=rows[0].town, starts_at=starts_at, place=place)
    for row in rows:
        row.sitting = sitting
        row.save(update_fields=["sitting"])
        if row.starts_at != starts_at or row.place != place:
            reason = "几个会议一并召开"
            _move_time(row, starts_at=starts_at, place=place, reason=reason, by=by, at=moment)
            if row.notified_at:
                _tell_move(row, reason=reason, by=by, at=moment)
    record("安排套会", sitting, by=by, at=moment, data={"meetings": [row.pk for row in rows]})
    return sitting
