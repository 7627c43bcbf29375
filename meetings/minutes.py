"""会议纪要: drafted, sent for signature, signed and numbered, issued; frozen from the signature on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.records.numbers import PaperNumber, give_number
from dushi.town.access import person_of
from dushi.town.models import User
from meetings.life import locked, move
from meetings.models import Meeting, MinutesRemark
from meetings.papers.record import minutes_body, titled
from meetings.registration import issue_record
from meetings.roster import main_leaders


def _draft(meeting: Meeting) -> Meeting:
    """The locked row, while its text may still change. Raises Refused before 会议登记 and after 签发."""
    row = locked(meeting)
    if row.status != Meeting.Status.REGISTERED:
        raise Refused(f"会议{row.state_text}，现在不能改会议纪要。", clause=row.clause)
    return row


@transaction.atomic
def save_summary(*, meeting: Meeting, summary: str, by: User) -> Meeting:
    """Keep the 会议综述 of the draft. No event: a draft."""
    row = _draft(meeting)
    row.summary = summary.strip()
    row.save(update_fields=["summary"])
    return row


@transaction.atomic
def remark(*, meeting: Meeting, text: str, by: User, at: datetime | None = None) -> MinutesRemark:
    """修改意见 to the draft, by one who came or who signs; the recorder is told. It goes back to the drafter."""
    moment = at or clock.now()
    row = _draft(meeting)
    if not text.strip():
        raise Refused("请写明修改意见。", clause=row.clause, field="text")
    remark = MinutesRemark.objects.create(meeting=row, person=person_of(by), text=text.strip()[:300], made_at=moment)
    if row.minutes_ready_at and row.chaired_by_id == by.rights.person_id:
        row.minutes_ready_at = None
        row.save(update_fields=["minutes_ready_at"])
    record("对纪要提修改意见", row, by=by, clause=row.clause, reason=remark.text, at=moment)
    _tell(row, [row.recorder_id], rung=f"remark:{remark.pk}", title=f"{row.title}纪要有修改意见", at=moment)
    return remark


@transaction.atomic
def settle_remark(*, remark: MinutesRemark, by: User, at: datetime | None = None) -> MinutesRemark:
    """The recorder has dealt with a 修改意见."""
    _draft(remark.meeting)
    remark.settled_at = at or clock.now()
    remark.save(update_fields=["settled_at"])
    return remark


@transaction.atomic
def send_for_signature(*, meeting: Meeting, by: User, at: datetime | None = None) -> Meeting:
    """送签: who chaired is told. Raises Refused for an empty draft and for 1.4, which needs no 纪要."""
    moment = at or clock.now()
    row = _draft(meeting)
    if not row.needs_minutes:
        raise Refused("管区调度会有会议记录即可，不需要纪要。", clause=row.clause)
    if not row.summary and all(item.is_empty for item in row.agenda.all()):
        raise Refused("纪要还是空的，请先写会议综述或议题情况。", clause=row.clause, field="summary")
    row.minutes_ready_at = moment
    row.save(update_fields=["minutes_ready_at"])
    record("纪要送签", row, by=by, clause=row.clause, at=moment)
    signers = [row.chaired_by_id] if row.chaired_by_id else main_leaders(row.town_id, clock.local(moment).date())
    _tell(row, signers, rung=f"sign:{clock.local(moment):%m%d%H%M%S}", title=f"{row.title}纪要待签发", at=moment)
    return row


@transaction.atomic
def sign_minutes(*, meeting: Meeting, by: User, at: datetime | None = None) -> Meeting:
    """签发 by who chaired or a main leader; gives the 纪要 its number. Raises Refused before 送签."""
    moment = at or clock.now()
    row = _draft(meeting)
    if row.minutes_ready_at is None:
        raise Refused("纪要还没有送签。", clause=row.clause)
    if by.rights.person_id != row.chaired_by_id and not by.rights.is_main_leader:
        raise Refused("纪要由会议主持人或镇主要领导签发。", clause=row.clause)
    row.signed_at, row.signed_by = moment, by.person
    given = give_number(town=row.town, kind=Paper.Kind.MINUTES, year=clock.local(moment).year, organ=row.body)
    row.minutes_code, row.minutes_number = given.code, given.number
    move(row, Meeting.Status.MINUTED, by=by, verb="签发纪要", at=moment, data={"number": row.minutes_number})
    stop(row, at=moment)
    _tell(row, [row.recorder_id], rung="signed", title=f"{row.title}纪要已签发，请印发", at=moment)
    return row


@transaction.atomic
def issue_minutes(*, meeting: Meeting, by: User, at: datetime | None = None) -> Paper:
    """印发: the 纪要 is frozen as a paper, and everybody asked to the meeting is told."""
    moment = at or clock.now()
    row = locked(meeting)
    row.issued_at = moment
    move(row, Meeting.Status.ISSUED, by=by, verb="印发纪要", at=moment)
    stop(row, at=moment)
    title = titled(row, "会议纪要")
    paper = issue_paper(
        obj=row,
        kind=Paper.Kind.MINUTES,
        title=title,
        clause=row.clause,
        body=minutes_body(row, title=title, at=moment),
        by=by,
        given=_number_of(row),
        at=moment,
    )
    roster = list(row.attendances.values_list("person_id", flat=True))
    _tell(row, roster, rung="issued", title=f"{title}已印发", at=moment)
    return paper


def _number_of(row: Meeting) -> PaperNumber:
    """代字, year and number given at the signature."""
    if row.signed_at is None or row.minutes_number is None:
        raise Refused("纪要还没有签发。", clause=row.clause)
    return PaperNumber(row.minutes_code, clock.local(row.signed_at).year, row.minutes_number)


@transaction.atomic
def correct_record(*, meeting: Meeting, reason: str, by: User, at: datetime | None = None) -> Paper:
    """更正 a 会议记录 of 1.4: a fresh paper beside the first, with the reason in 履历."""
    moment = at or clock.now()
    row = _draft(meeting)
    if row.needs_minutes:
        raise Refused("有纪要的会议，请在纪要中修改。", clause=row.clause)
    if not reason.strip():
        raise Refused("请写明更正事由。", clause=row.clause, field="reason")
    record("更正会议记录", row, by=by, clause=row.clause, reason=reason, at=moment)
    return issue_record(row, by=by, at=moment, note="（更正）")


def _tell(row: Meeting, persons: Sequence[int | None], *, rung: str, title: str, at: datetime) -> None:
    tell(
        town=row.town,
        persons=[person for person in persons if person is not None],
        obj=row,
        rung=rung,
        clause=row.clause,
        title=title,
        whose=row.body.name,
        url=reverse("meeting_page", args=[row.pk]),
        at=at,
    )
