"""What must hold of chapter 1: reports, receipts and obligations say the same; so do meetings, minutes and visits."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dushi.obligations.invariants import DONE
from dushi.obligations.models import Obligation
from dushi.offline.models import Kind, Receipt
from dushi.records.models import Paper
from dushi.records.reconciling import Check, key_of_text, not_as_told, text_of_key, unlawful_steps
from meetings.models import (
    AgendaTask,
    Attendance,
    DispatchReport,
    Meeting,
    MeetingPack,
    ReportProblem,
    Visit,
    VisitParticipant,
)
from meetings.report_weeks import DUTY

Status = Meeting.Status
REPORT, MEETING, VISIT = (model._meta.label_lower for model in (DispatchReport, Meeting, Visit))


def reports_without_receipt() -> QuerySet[DispatchReport]:
    """Each version has one, of the same text and moment."""
    given = Receipt.objects.filter(
        key=OuterRef("pk"),
        kind=Kind.REPORT,
        body_sha256=OuterRef("body_sha256"),
        received_at=OuterRef("received_at"),
        person=OuterRef("author"),
    )
    return DispatchReport.objects.filter(~Exists(given))


def receipts_without_report() -> QuerySet[Receipt]:
    reports = DispatchReport.objects.filter(pk=OuterRef("key"))
    return Receipt.objects.filter(~Exists(reports), kind=Kind.REPORT)


def versions_out_of_line() -> QuerySet[DispatchReport]:
    """The first corrects none, each other the one before it, of the same village and week."""
    first = Q(version=1, corrects__isnull=True)
    next_ = Q(
        corrects__version=F("version") - 1, corrects__village=F("village"), corrects__period=F("period"), version__gt=1
    )
    return DispatchReport.objects.exclude(Q(pk__in=DispatchReport.objects.filter(first | next_).values("pk")))


def reports_without_paper() -> QuerySet[DispatchReport]:
    papers = Paper.objects.filter(object_type=REPORT, object_id=text_of_key(DispatchReport), kind=Paper.Kind.REPORT)
    return DispatchReport.objects.filter(~Exists(papers))


def papers_of_reports_twice() -> Iterator[str]:
    rows = Paper.objects.filter(object_type=REPORT, kind=Paper.Kind.REPORT).order_by()
    doubled = rows.values_list("object_id").annotate(n=Count("pk")).filter(n__gt=1)
    return (f"周调度报告 {UUID(one)}" for one, _ in doubled)


def reports_that_fulfil_nothing() -> QuerySet[Obligation]:
    """The village has reported, and its duty of that week stands open."""
    filed = DispatchReport.objects.filter(village=OuterRef("scope"), period=OuterRef("period"))
    return Obligation.objects.exclude(DONE).filter(Exists(filed), duty__key=DUTY)


def duties_done_by_another_report() -> QuerySet[Obligation]:
    """Its evidence is not the first version of that village's week, or its moment another."""
    evidence = DispatchReport.objects.filter(
        pk=key_of_text(DispatchReport, "evidence_id"),
        village=OuterRef("scope"),
        period=OuterRef("period"),
        version=1,
    )
    known = evidence.filter(Q(counts_at=OuterRef("fulfilled_at")) | Q(counts_at=OuterRef("made_up_at")))
    return Obligation.objects.filter(~Exists(known), evidence_type=REPORT)


def problems_without_matter() -> QuerySet[ReportProblem]:
    return ReportProblem.objects.filter(matter__isnull=True)


def counted_before_written() -> QuerySet[DispatchReport]:
    """Lateness is judged by a moment after the receipt."""
    return DispatchReport.objects.filter(counts_at__gt=F("received_at"))


def meeting_steps() -> Iterator[str]:
    return unlawful_steps(Meeting)


def meeting_state_of_no_step() -> QuerySet[Meeting]:
    return not_as_told(Meeting)


def meetings_that_fulfil_nothing() -> QuerySet[Obligation]:
    held = Meeting.objects.held().filter(
        body=OuterRef("scope"), period=OuterRef("period"), clause=OuterRef("duty__key")
    )
    return Obligation.objects.exclude(DONE).filter(Exists(held), holder_seat__isnull=True)


def duties_done_by_another_meeting() -> QuerySet[Obligation]:
    held = Meeting.objects.held().filter(
        pk=key_of_text(Meeting, "evidence_id"),
        body=OuterRef("scope"),
        period=OuterRef("period"),
        clause=OuterRef("duty__key"),
    )
    return Obligation.objects.filter(~Exists(held), evidence_type=MEETING)


def held_without_anybody() -> QuerySet[Meeting]:
    """Registered, and nobody came, or somebody's coming is still open."""
    rows = Attendance.objects.filter(meeting=OuterRef("pk"))
    came = rows.filter(status__in=(Attendance.Status.PRESENT, Attendance.Status.SUBSTITUTE))
    open_ = rows.filter(status=Attendance.Status.EXPECTED)
    return Meeting.objects.held().filter(~Exists(came) | Exists(open_))


def packs_not_frozen() -> QuerySet[MeetingPack]:
    """Frozen exactly when the meeting is registered."""
    held = Q(meeting__registered_at__isnull=False)
    return MeetingPack.objects.filter(held & Q(frozen_at__isnull=True) | ~held & Q(frozen_at__isnull=False))


def minutes_unsigned() -> QuerySet[Meeting]:
    """Signed ones bear a number, and issued ones stand among the papers."""
    papers = Paper.objects.filter(object_type=MEETING, object_id=text_of_key(Meeting), kind=Paper.Kind.MINUTES)
    signed = Q(status__in=(Status.MINUTED, Status.ISSUED)) & Q(
        Q(signed_at__isnull=True) | Q(minutes_number__isnull=True)
    )
    return Meeting.objects.filter(signed | Q(status=Status.ISSUED) & ~Exists(papers))


def tasks_without_matter() -> QuerySet[AgendaTask]:
    """A decision of a registered meeting that stands in no ledger."""
    return AgendaTask.objects.filter(item__meeting__registered_at__isnull=False, matter__isnull=True)


def visits_of_nobody() -> QuerySet[Visit]:
    return Visit.objects.filter(~Exists(VisitParticipant.objects.filter(visit=OuterRef("pk"))))


def duties_done_by_unconfirmed_visit() -> QuerySet[Obligation]:
    """A visit counts from the confirmation of whoever went, in its month."""
    confirmed = VisitParticipant.objects.filter(
        visit=key_of_text(Visit, "evidence_id"),
        confirmed_at__isnull=False,
        visit__visited_on__gte=OuterRef("starts_on"),
        visit__visited_on__lte=OuterRef("ends_on"),
        visit__village__is_example=False,
    )
    return Obligation.objects.filter(~Exists(confirmed), evidence_type=VISIT)


def visits_without_receipt() -> QuerySet[Visit]:
    given = Receipt.objects.filter(key=OuterRef("key"), kind=Kind.VISIT)
    return Visit.objects.filter(~Exists(given))


CHECKS = (
    Check("周报告每一版须有同一内容的回执", reports_without_receipt),
    Check("报告回执须有报告", receipts_without_report),
    Check("周报告的版次须逐版相接", versions_out_of_line),
    Check("周报告每一版须入备查资料", reports_without_paper),
    Check("周报告每一版只入备查资料一次", papers_of_reports_twice),
    Check("已报送的周，应办事项须已办", reports_that_fulfil_nothing),
    Check("应办事项须由本村本周首版报告办结", duties_done_by_another_report),
    Check("新发现问题须入台账", problems_without_matter),
    Check("报告计时不得晚于送达", counted_before_written),
    Check("会议的每一步须合乎办理流程", meeting_steps),
    Check("会议的状态须与履历一致", meeting_state_of_no_step),
    Check("已召开的会议，应办事项须已办", meetings_that_fulfil_nothing),
    Check("应办事项须由本期会议办结", duties_done_by_another_meeting),
    Check("已登记的会议须有人到会、到会已定", held_without_anybody),
    Check("调度材料在会议登记时冻结", packs_not_frozen),
    Check("已签发的纪要须有签发人和编号，已印发的须入备查资料", minutes_unsigned),
    Check("已登记会议的交办须入台账", tasks_without_matter),
    Check("调研督导须有参加人", visits_of_nobody),
    Check("调研督导经本人确认才办结应办事项", duties_done_by_unconfirmed_visit),
    Check("调研督导须有回执", visits_without_receipt),
)
