"""Acts on a village's weekly report (1.4.r): send, correct, send back.

Nothing reported is lost: the sender makes the key, so that sending again gives the same receipt; a second text for the
same week is kept beside the first and shown. One lock (the village's row), one commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, Q
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.matters.actions import follow_up, raise_matter
from dushi.matters.models import Matter
from dushi.obligations.actions import fulfil, fulfil_held
from dushi.obligations.models import Obligation
from dushi.offline import receipts
from dushi.offline.copies import copies_of, keep_copy, may_settle, settle
from dushi.offline.models import Copy, Kind
from dushi.records.actions import issue_paper, noted, record
from dushi.records.errors import Refused
from dushi.records.links import url_of
from dushi.records.models import Event, Paper
from dushi.regulation.periods import Period
from dushi.town.models import Person, Post, Seat, Unit, User
from meetings.models import DispatchReport, ReportDraft, ReportProblem, ReportUpdate
from meetings.papers.report import report_body
from meetings.report_data import ReportData, digest, tidy
from meetings.report_permissions import answers_for, may_correct, may_file, may_return
from meetings.report_said import data_of, said_in
from meetings.report_weeks import DUTY, Deadline, counting_moment, deadline_by, is_begun, owed_for, receiving_week

KEY_TAKEN = "这份表单的编号已用于另一份报告，本次内容没有送达。请再点一次“报送”。"


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the version that is stored; conflict: the text was kept beside it instead."""

    report: DispatchReport
    is_new: bool = True
    conflict: Copy | None = None


@dataclass(frozen=True)
class Sending:
    """One sending on its way through the rules."""

    key: UUID
    village: Unit
    week: Period
    data: ReportData
    by: User
    received_at: datetime
    device_at: datetime | None

    @property
    def body(self) -> dict[str, object]:
        return self.data.body(self.village.pk, self.week)

    @property
    def person(self) -> Person:
        if self.by.person is None:
            raise Refused("此登录没有对应的人员，不能报送。", clause=DUTY)
        return self.by.person


def submit_report(
    *,
    key: UUID,
    village: Unit,
    period: Period,
    data: ReportData,
    by: User,
    device_at: datetime | None = None,
    told_by: str = "",
    corrects: UUID | None = None,
    is_receiving: bool = False,
    at: datetime | None = None,
) -> Receipt:
    """报送, 代填 (told_by: who told it), or 更正 (corrects: id of the version it replaces).

    key: made by the sender before sending. The same key and text give the same receipt again; the same key with
    another text, or a key for a week that is filed and names no version or an old one, is kept as a visible conflict.
    period: a week; one that is 并入 another counts for that one (is_receiving: it is known to be 并入 none).
    device_at: aware, when it was written.
    Raises Refused, and stores nothing, for somebody without the right, a week that has not begun, or a correction
    after its time.
    """
    sending = Sending(
        key,
        village,
        period if is_receiving else receiving_week(period),
        ReportData(**{**vars(data), "told_by": tidy(told_by or data.told_by)}),
        by,
        at or clock.now(),
        device_at,
    )
    _check(sending)
    try:
        with transaction.atomic():
            return _submit(sending, corrects)
    except IntegrityError:
        # The same key at the same moment for another village, whose lock is another one.
        raise Refused(KEY_TAKEN, clause=DUTY) from None


def _check(sending: Sending) -> None:
    """Raises Refused for whom the rules do not let file, and for a week not yet there or before the town went live."""
    village, week = sending.village, sending.week
    if not may_file(sending.by, village, week):
        raise Refused(f"只有{village}的包村人员可以报送，管区书记、扶贫办可以代填。", clause=DUTY)
    if not sending.data.told_by and not answers_for(sending.by, village, week):
        raise Refused("代填须写明口述人。", clause=DUTY, field="told_by")
    if not is_begun(week, sending.received_at):
        raise Refused(f"{week.label}还没有开始，不能提前报送。", clause=DUTY)
    if week.last_day < village.town.live_from:
        raise Refused(f"{week.label}在本镇启用日期之前，不需要报送。", clause=DUTY)


def _submit(sending: Sending, corrects: UUID | None) -> Receipt:
    owed = _owed(sending)
    if owed is not None and not (owed.is_filed or owed.fulfilled_at or owed.made_up_at):
        return Receipt(_store(sending, None, owed))
    Unit.objects.select_for_update(no_key=True).get(pk=sending.village.pk)
    filed = Q(village=sending.village, period=sending.week.key, corrected_by__isnull=True)
    rows = list(DispatchReport.objects.filter(filed | Q(pk=sending.key)).select_related("author"))
    if rows and (told := _told_before(sending)):
        return told
    same = next((row for row in rows if row.pk == sending.key), None)
    if same is not None:
        return _sent_again(same, sending)
    current = rows[0] if rows else None
    if current is not None and current.pk != corrects:
        return _keep_beside(current, sending)
    return Receipt(_store(sending, current, owed))


def _owed(sending: Sending) -> Any:
    """The obligation, locked, so that of two first reports of a week one waits for the other and then finds it done.

    Annotates is_filed (any version stands) and has_draft (the sender's own). None where nothing was opened.
    """
    village = sending.village
    of_week = {"village": village, "period": sending.week.key}
    rows = owed_for(village.town_id, village.pk, sending.week.key).select_related("duty")
    owed: Any = (
        rows.select_for_update(of=("self",))
        .annotate(
            is_filed=Exists(DispatchReport.objects.filter(**of_week)),
            has_draft=Exists(ReportDraft.objects.filter(**of_week, person=sending.person)),
        )
        .first()
    )
    if owed is not None:
        owed.town, owed.scope = village.town, village
    return owed


def _told_before(sending: Sending) -> Receipt | None:
    """What this key and text got already, where it is kept as a copy."""
    copy = Copy.objects.filter(kind=Kind.REPORT, key=sending.key, body_sha256=digest(sending.body)).first()
    if copy is None:
        return None
    report = DispatchReport.objects.select_related("author").get(pk=copy.object_id)
    return Receipt(report, is_new=False, conflict=copy)


def _sent_again(same: DispatchReport, sending: Sending) -> Receipt:
    if (same.village_id, same.period) != (sending.village.pk, sending.week.key):
        raise Refused(KEY_TAKEN, clause=DUTY)
    if same.body_sha256 == digest(sending.body):
        return Receipt(same, is_new=False)
    return _keep_beside(same, sending)


def _keep_beside(report: DispatchReport, sending: Sending) -> Receipt:
    """The second text for a week that is filed: stored once per key and text, shown beside the first."""
    copy = keep_copy(
        kind=Kind.REPORT,
        key=sending.key,
        there=report,
        title=str(report),
        url=reverse("dispatchreport_page", args=[report.pk]),
        stands=said_in(data_of(report)),
        body=said_in(sending.data),
        sha256=digest(sending.body),
        town=sending.village.town,
        person=sending.person,
        at=sending.received_at,
    )
    record("另存冲突副本", report, by=sending.by, clause=DUTY, at=sending.received_at, data={"copy": str(copy.pk)})
    return Receipt(report, conflict=copy)


def _settle_sent_on(report: DispatchReport, sending: Sending) -> None:
    """A copy that its sender sent again as a version has been dealt with."""
    versions = DispatchReport.objects.of_week(sending.village, sending.week)
    for copy in copies_of(*versions).filter(body_sha256=report.body_sha256, settled_at=None):
        if may_settle(sending.by, copy):
            settle(copy=copy, by=sending.by, at=sending.received_at)


def _store(sending: Sending, current: DispatchReport | None, owed: Any) -> DispatchReport:
    at, deadline = sending.received_at, deadline_by(owed, sending.week)
    if current is not None and not may_correct(sending.by, current, deadline, at):
        raise Refused("已过可补报的时限，不能再更正；确需改动请管区书记或扶贫办先退回补正。", clause=DUTY)
    report = _create(sending, current, deadline)
    updates = _keep_updates(report, sending, current)
    problems = _keep_problems(report, sending, current)
    events = [_fulfil(report, owed)] if current is None else []
    if current is not None:
        _settle_sent_on(report, sending)
        if current.returned_at:
            stop(current, at)
    verb = "更正周调度报告" if current else "代填周调度报告" if report.is_proxy else "报送周调度报告"
    said = {"version": report.version, "sha": report.body_sha256}
    events.append(noted(verb, report, by=sending.by, clause=DUTY, at=at, data=said))
    Event.objects.bulk_create(filter(None, events))
    _issue(report, updates, problems, sending.by)
    if owed is None or owed.has_draft:
        of_week = ReportDraft.objects.filter(village=sending.village, period=sending.week.key)
        of_week.filter(person=report.author).delete()
    _give_receipt(report, sending)
    return report


def _fulfil(report: DispatchReport, owed: Obligation | None) -> Event | None:
    """The line of 履历 of the obligation, to be written; None where nothing is owed or it is written."""
    at, person = report.counts_at, None if report.is_proxy else report.author
    if owed is not None:
        return fulfil_held(owed, at=at, evidence=report, person=person)
    fulfil(duty_key=DUTY, scope=report.village, period=report.week, at=at, evidence=report, person=person)
    return None


def _give_receipt(report: DispatchReport, sending: Sending) -> None:
    version = f"（第 {report.version} 版）" if report.version > 1 else ""
    receipts.give(
        kind=Kind.REPORT,
        key=report.pk,
        obj=report,
        title=f"{report}{version}",
        sha256=report.body_sha256,
        url=reverse("report_receipt", args=[report.pk]),
        by=sending.by,
        town=report.village.town,
        at=report.received_at,
        device_at=report.device_at,
    )


def _issue(report: DispatchReport, updates: list[ReportUpdate], problems: list[ReportProblem], by: User) -> None:
    """Each version is a paper of its own in 备查资料."""
    title = f"{report}（第 {report.version} 版）" if report.version > 1 else str(report)
    issue_paper(
        obj=report,
        kind=Paper.Kind.REPORT,
        title=title,
        clause=DUTY,
        body=report_body(report, title=title, updates=updates, problems=problems),
        by=by,
        numbered=False,
        at=report.received_at,
    )


def _create(sending: Sending, current: DispatchReport | None, deadline: Deadline) -> DispatchReport:
    village, week, told_by = sending.village, sending.week, sending.data.told_by
    area_id = deadline.area_id
    if area_id is None and (area := village.area_on(clock.local(sending.received_at).date())):
        area_id = area.pk
    return DispatchReport.objects.create(
        pk=sending.key,
        town=village.town,
        village=village,
        area_id=area_id,
        period=week.key,
        version=current.version + 1 if current else 1,
        corrects=current,
        author=sending.person,
        told_by=told_by,
        typed_by=sending.person if told_by else None,
        device_at=sending.device_at,
        received_at=sending.received_at,
        counts_at=counting_moment(sending.received_at, sending.device_at, deadline, clock.at(week.first_day)),
        body_sha256=digest(sending.body),
        **sending.data.words(),
    )


def _keep_updates(report: DispatchReport, sending: Sending, current: DispatchReport | None) -> list[ReportUpdate]:
    """续报: each answer is kept; what is new in it goes on to the matter."""
    if not sending.data.updates:
        return []
    said_before = dict(current.updates.values_list("matter", "answer")) if current else {}
    about = Matter.objects.filter(pk__in=sending.data.updates, about=sending.village)
    matters = {matter.pk: matter for matter in about}
    Answer = ReportUpdate.Answer
    rows = ReportUpdate.objects.bulk_create(
        ReportUpdate(report=report, matter=matter, answer=sending.data.updates[pk]) for pk, matter in matters.items()
    )
    for pk, matter in matters.items():
        answer = sending.data.updates[pk]
        if answer == Answer.OPEN or answer == said_before.get(pk):
            continue
        solved = answer == Answer.SOLVED
        text = "" if solved else "村报告：有进展"
        follow_up(matter=matter, solved=solved, text=text, by=sending.by, at=report.received_at)
    return rows


def _keep_problems(report: DispatchReport, sending: Sending, current: DispatchReport | None) -> list[ReportProblem]:
    """New problems enter the ledger once; those of the version before are carried over with their matters."""
    if current is None and not sending.data.problems:
        return []
    rows = [
        ReportProblem(report=report, title=old.title, tier=old.tier, help_asked=old.help_asked, matter_id=old.matter_id)
        for old in (current.problems.all() if current else ())
    ]
    for problem in sending.data.problems:
        matter = raise_matter(
            town=sending.village.town,
            title=tidy(problem.title),
            about=sending.village,
            source=Matter.Source.REPORT,
            source_obj=report,
            tier=problem.tier,
            help_asked=tidy(problem.help_asked),
            by=sending.by,
            person=report.author,
            at=report.received_at,
        )
        rows.append(
            ReportProblem(
                report=report,
                title=matter.title,
                tier=matter.tier,
                help_asked=matter.help_asked,
                matter=matter,
            )
        )
    return ReportProblem.objects.bulk_create(rows)


@transaction.atomic
def return_report(*, report: DispatchReport, reason: str, by: User, at: datetime | None = None) -> DispatchReport:
    """退回补正 with a reason: author and officers are told; the duty stays met by its first receipt. Raises Refused."""
    moment = at or clock.now()
    Unit.objects.select_for_update(no_key=True).get(pk=report.village_id)
    row = DispatchReport.objects.select_related("village__town", "author").get(pk=report.pk)
    if not may_return(by, row):
        raise Refused("只有本管区书记和扶贫办可以退回补正，本人报送的报告由他人退回。", clause=DUTY)
    if hasattr(row, "corrected_by"):
        raise Refused("这一版已经更正，请看最新一版。", clause=DUTY)
    if row.returned_at:
        raise Refused("这一版已经退回，等待补正。", clause=DUTY)
    if not tidy(reason):
        raise Refused("请写明退回事由。", clause=DUTY, field="reason")
    row.returned_at, row.returned_by, row.return_reason = moment, by.person, tidy(reason)
    row.save(update_fields=["returned_at", "returned_by", "return_reason"])
    record("退回补正", row, by=by, clause=DUTY, reason=row.return_reason, at=moment)
    tell(
        town=row.village.town,
        persons={row.author_id, *officers_of(row.village, moment)},
        obj=row,
        rung="returned",
        clause=DUTY,
        title=f"{row}退回补正：{row.return_reason}",
        whose=str(row.village),
        url=url_of(row._meta.label_lower, str(row.pk)),
        at=moment,
    )
    return row


def officers_of(village: Unit, at: datetime) -> list[int]:
    """Ids of the 包村人员 in post that day."""
    posts = Post.objects.in_force(clock.local(at).date())
    return list(posts.filter(seat__unit=village, seat__kind=Seat.Kind.LIAISON).values_list("person", flat=True))
