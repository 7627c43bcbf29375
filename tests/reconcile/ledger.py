"""A violation for each check of obligations, the ledger and chapter 1."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.matters.models import Matter, MatterPart
from dushi.obligations.models import Obligation
from dushi.offline.models import Kind, Receipt
from dushi.records.models import Event, JobRun, Paper
from dushi.town.models import Post, Town
from meetings.models import (
    AgendaItem,
    AgendaTask,
    Attendance,
    DispatchReport,
    Meeting,
    MeetingPack,
    ReportProblem,
    Visit,
    VisitParticipant,
)
from tests.reconcile.planting import (
    DAY,
    DONE,
    NOWHERE,
    again,
    alter,
    plant,
    remove,
    sql,
    step_of,
    without,
)

# Obligations -----------------------------------------------------------------------------------------------------


@plant
def opened_twice() -> None:
    sql("DROP INDEX obligation_once_unit")
    again(Obligation.objects.filter(holder_unit__isnull=False)[0])


@plant
def held_by_none_or_two() -> None:
    without("obligations_obligation", "obligation_one_holder")
    alter(Obligation.objects.filter(holder_seat__isnull=True), holder_unit=None)


@plant
def moments_out_of_order() -> None:
    alter(DONE, fulfilled_at=F("late_until") + DAY)


@plant
def done_without_evidence() -> None:
    alter(DONE, evidence_type="", evidence_id="")


@plant
def evidence_without_deed() -> None:
    alter(DONE, fulfilled_at=None)


@plant
def evidence_that_is_gone() -> None:
    alter(DONE.filter(evidence_type="meetings.meeting"), evidence_id=NOWHERE)


@plant
def excused_without_reason() -> None:
    alter(Obligation.objects.open(), excused_at=clock.now())


@plant
def opened_before_live() -> None:
    Town.objects.update(live_from=clock.today())


@plant
def of_no_known_place() -> None:
    alter(Obligation.objects.filter(area__isnull=False), area=F("scope"))


@plant
def overdue_and_not_stamped() -> None:
    alter(Obligation.objects.filter(missed_at__isnull=False, made_up_at__isnull=True), missed_at=None)


# Ledger ----------------------------------------------------------------------------------------------------------


@plant
def steps_out_of_line() -> None:
    """Of the ledger."""
    step_of(Matter)


@plant
def state_of_no_step() -> None:
    alter(Matter.objects.filter(status="REGISTERED"), status="CONFIRMED")


@plant
def without_history() -> None:
    remove(Event.objects.filter(object_type="matters.matter", verb="即知即改"))


@plant
def numbers_with_gaps() -> None:
    alter(Matter.objects.all(), number=9000)


@plant
def verified_by_owner() -> None:
    row = Matter.objects.filter(status="CLOSED", verified_by__isnull=False)[0]
    seat = Post.objects.in_force().filter(person=row.verified_by_id)[0].seat
    Matter.objects.filter(pk=row.pk).update(owner_unit=seat.unit, owner_seat=seat, kept_by=None)


@plant
def closed_with_open_parts() -> None:
    matter = Matter.objects.filter(status="CLOSED")[0]
    MatterPart.objects.create(matter=matter, unit=matter.about, task="", due_at=clock.now())


@plant
def sources_that_are_gone() -> None:
    alter(Matter.objects.exclude(source_type=""), source_type="meetings.visit", source_id=NOWHERE)


@plant
def chased_though_done() -> None:
    JobRun.objects.update_or_create(name="tick", defaults={"started_at": clock.now() + DAY, "ok_at": clock.now() + DAY})
    done = DONE.order_by("pk")[0]
    alter(Alert.objects.live().filter(order__gt=0), object_type="obligations.obligation", object_id=str(done.pk))


# Chapter 1 -------------------------------------------------------------------------------------------------------


@plant
def reports_without_receipt() -> None:
    alter(DispatchReport.objects.all(), body_sha256="0" * 64)


@plant
def receipts_without_report() -> None:
    alter(Receipt.objects.filter(kind=Kind.REPORT), key=chance.uuid4())


@plant
def versions_out_of_line() -> None:
    alter(DispatchReport.objects.filter(version=1), version=3)


@plant
def reports_without_paper() -> None:
    alter(Paper.objects.filter(kind=Paper.Kind.REPORT), kind=Paper.Kind.NOTICE)


@plant
def papers_of_reports_twice() -> None:
    again(Paper.objects.filter(kind=Paper.Kind.REPORT)[0])


REPORTED = DONE.filter(evidence_type="meetings.dispatchreport")


@plant
def reports_that_fulfil_nothing() -> None:
    alter(REPORTED, fulfilled_at=None, evidence_type="", evidence_id="")


@plant
def duties_done_by_another_report() -> None:
    alter(REPORTED, fulfilled_at=F("fulfilled_at") - timedelta(minutes=1))


@plant
def problems_without_matter() -> None:
    alter(ReportProblem.objects.all(), matter=None)


@plant
def counted_before_written() -> None:
    alter(DispatchReport.objects.all(), counts_at=F("received_at") + DAY)


@plant
def meeting_steps() -> None:
    step_of(Meeting, "MINUTED")


@plant
def meeting_state_of_no_step() -> None:
    alter(Meeting.objects.filter(status="REGISTERED"), status="MINUTED")


HELD = DONE.filter(evidence_type="meetings.meeting")


@plant
def meetings_that_fulfil_nothing() -> None:
    alter(HELD, fulfilled_at=None, evidence_type="", evidence_id="")


@plant
def duties_done_by_another_meeting() -> None:
    alter(HELD, evidence_id=str(Meeting.objects.ahead().values_list("pk", flat=True)[0]))


@plant
def held_without_anybody() -> None:
    held = Meeting.objects.held()[0]
    Attendance.objects.filter(meeting=held).update(status="ABSENT")


@plant
def packs_not_frozen() -> None:
    alter(MeetingPack.objects.filter(frozen_at__isnull=False), frozen_at=None, frozen=None)


@plant
def minutes_unsigned() -> None:
    alter(Meeting.objects.filter(status="REGISTERED"), status="MINUTED")


@plant
def tasks_without_matter() -> None:
    item = AgendaItem.objects.filter(meeting__registered_at__isnull=False)[0]
    AgendaTask.objects.create(item=item, title="", owner_unit=item.meeting.body, due_at=clock.now())


@plant
def visits_of_nobody() -> None:
    visit = Visit.objects.all()[0]
    VisitParticipant.objects.filter(visit=visit).delete()


@plant
def duties_done_by_unconfirmed_visit() -> None:
    visit = Visit.objects.all()[0]
    VisitParticipant.objects.filter(visit=visit).update(confirmed_at=None)
    alter(HELD, evidence_type="meetings.visit", evidence_id=str(visit.pk))


@plant
def visits_without_receipt() -> None:
    alter(Visit.objects.all(), key=chance.uuid4())
