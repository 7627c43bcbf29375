"""会议登记: who came, what was dealt with, what was decided; from then on the meeting counts (1.1–1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from dushi import clock, words
from dushi.alerts.actions import stop
from dushi.records.actions import issue_paper
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.regulation.calendar import Workdays
from dushi.town.models import Person, User
from meetings.agenda import make_matters
from meetings.changes import cancel
from meetings.fulfilling import fulfil_by_meeting
from meetings.life import locked, move
from meetings.models import Attendance, Meeting
from meetings.packs.freezing import freeze_pack
from meetings.papers.record import record_body, titled

#: 纪要 within so many working days of the sitting.
MINUTES_WORKDAYS = 5
#: Registered later than so many working days after the sitting, a meeting is 补录.
REGISTER_WORKDAYS = 1


@dataclass(frozen=True)
class Line:
    """One line of the roster as typed. approved_by belongs to LEAVE, substitute to SUBSTITUTE."""

    person_id: int
    status: str = Attendance.Status.PRESENT
    approved_by: str = ""
    substitute: str = ""


@transaction.atomic
def save_roster(*, meeting: Meeting, lines: Sequence[Line], by: User) -> None:
    """Keep who came. In a 套会 one sign-in serves every roster of the sitting that is not registered yet.

    Raises Refused, naming the person, for leave without an approver or a stand-in without a name.
    """
    row = locked(meeting)
    same_sitting = Q(meeting__sitting=row.sitting_id) if row.sitting_id else Q(meeting=row)
    open_ = Q(meeting__status__in=Meeting.AHEAD) | Q(meeting=row)
    standing = Attendance.objects.filter(same_sitting & open_, person__in=[line.person_id for line in lines])
    by_person: dict[int, list[Attendance]] = {}
    for attendance in standing.select_related("person"):
        by_person.setdefault(attendance.person_id, []).append(attendance)
    for line in lines:
        for attendance in by_person.get(line.person_id, []):
            _fill(attendance, line, row.clause)
    changed = [attendance for rows in by_person.values() for attendance in rows]
    Attendance.objects.bulk_update(changed, ["status", "leave_approved_by", "substitute"])


def _fill(attendance: Attendance, line: Line, clause: str) -> None:
    name = attendance.person.name
    if line.status == Attendance.Status.LEAVE and not line.approved_by.strip():
        raise Refused(f"{name}请假，请填准假人。", clause=clause, field=f"approved-{line.person_id}")
    if line.status == Attendance.Status.SUBSTITUTE and not line.substitute.strip():
        raise Refused(f"{name}委托代会，请填代会人姓名。", clause=clause, field=f"substitute-{line.person_id}")
    attendance.status = line.status
    attendance.leave_approved_by = line.approved_by.strip() if line.status == Attendance.Status.LEAVE else ""
    attendance.substitute = line.substitute.strip() if line.status == Attendance.Status.SUBSTITUTE else ""


@transaction.atomic
def register(
    *,
    meeting: Meeting,
    held_at: datetime,
    chaired_by: Person,
    by: User,
    mandate: str = "",
    observers: str = "",
    lines: Sequence[Line] = (),
    is_topical_item: bool = False,
    at: datetime | None = None,
) -> Meeting:
    """Register a meeting as held: fulfils its duty as of the sitting, freezes its pack, makes matters of its tasks.

    held_at: event time, aware, not ahead; the recorded time is always the clock's. mandate: 受委托, where the chair
    stood in for somebody. observers: 列席, as typed. lines: who was not simply present; everybody else asked is
    present. is_topical_item: 1.1 by a 专题 item of an ordinary 党委会. Raises Refused where nobody came or nothing was
    dealt with.
    """
    moment = at or clock.now()
    row = locked(meeting)
    if row.status not in Meeting.AHEAD:
        raise Refused(f"会议{row.state_text}，不需要再登记。", clause=row.clause)
    if held_at > moment:
        raise Refused("召开时间还没有到，会议开过以后再登记。", clause=row.clause, field="held_at")
    save_roster(meeting=row, lines=lines, by=by)
    row.attendances.filter(status=Attendance.Status.EXPECTED).update(status=Attendance.Status.PRESENT)
    _check(row, is_topical_item)
    row.mandate, row.observers = mandate.strip(), observers.strip()[:200]
    _fill_in(row, held_at, chaired_by, is_topical_item, by, moment)
    freeze_pack(meeting=row, at=moment, by=by)
    move(
        row,
        Meeting.Status.REGISTERED,
        by=by,
        verb="会议登记（补录）" if row.is_late_entry else "会议登记",
        at=moment,
        happened_at=held_at if row.is_late_entry else None,
        data={"present": row.attendances.filter(status=Attendance.Status.PRESENT).count()},
    )
    make_matters(row, by=by, at=moment)
    if not row.needs_minutes:
        issue_record(row, by=by, at=moment)
    fulfil_by_meeting(row, held_at=held_at, registered_at=moment)
    stop(row, at=moment)
    _cancel_the_planned(row, moment)
    return row


def _check(row: Meeting, is_topical_item: bool) -> None:
    """Attendance and a record: without them a meeting was not held."""
    if not row.attendances.filter(status__in=(Attendance.Status.PRESENT, Attendance.Status.SUBSTITUTE)).exists():
        raise Refused("没有人到会，不能登记为已召开；没有开成的，请改期或取消。", clause=row.clause)
    if all(item.is_empty for item in row.agenda.all()):
        raise Refused("请勾选已研究的议题，或写明研究情况，再办理登记。", clause=row.clause)
    if is_topical_item and not row.clause.startswith("1.1"):
        raise Refused("只有镇党委会议、党政联席会议可以按专题议题登记。", clause="1.1", field="is_topical_item")


def _fill_in(row: Meeting, held_at: datetime, chaired_by: Person, is_topical: bool, by: User, at: datetime) -> None:
    held_on = clock.local(held_at).date()
    workdays = Workdays.load({held_on.year})
    row.held_at, row.registered_at = held_at, at
    row.chaired_by, row.recorder = chaired_by, by.person
    row.sheet = {}
    row.is_late_entry = clock.local(at).date() > workdays.nth_workday_after(held_on, REGISTER_WORKDAYS)
    row.minutes_due_on = workdays.nth_workday_after(held_on, MINUTES_WORKDAYS) if row.needs_minutes else None
    if is_topical:
        row.is_topical_item = True
        row.agenda.filter(clause="", matter__isnull=True).delete()


def issue_record(row: Meeting, *, by: User, at: datetime, note: str = "") -> Paper:
    """会议记录: all that 1.4 needs, frozen. note: "（更正）" for a fresh one after a correction."""
    title = titled(row, f"会议记录{note}")
    return issue_paper(
        obj=row,
        kind=Paper.Kind.RECORD,
        title=title,
        clause=row.clause,
        body=record_body(row, title=title),
        by=by,
        numbered=False,
        at=at,
    )


def _cancel_the_planned(row: Meeting, at: datetime) -> None:
    """The period has had its meeting: the one its series put on the calendar falls away."""
    planned = Meeting.objects.ahead().filter(
        body=row.body_id, period=row.period, series__isnull=False, starts_at__gt=at
    )
    for other in planned.exclude(pk=row.pk):
        cancel(meeting=other, reason=f"本期会议已于{words.short_day(row.held_at or at)}召开", by=None, at=at)
