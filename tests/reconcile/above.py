"""A violation for each check of chapters 2 and 3."""

from __future__ import annotations

from django.db.models import F, Q

from accountability.models import (
    AssessmentScheme,
    Case,
    CaseMember,
    CaseStep,
    CriticismNotice,
    DeliberationMember,
    NoticeSubject,
    ScoreEntry,
    YearSheet,
)
from dushi.matters.models import Matter
from inspections.models import (
    CheckLine,
    CrossCheckAnswer,
    Draw,
    DrawNumber,
    Finding,
    Inspection,
    InspectionMember,
    InspectionUnit,
    PublicReportWord,
)
from tests.reconcile.planting import (
    DONE,
    again,
    alter,
    plant,
    step_of,
    without,
)

# Chapter 2 -------------------------------------------------------------------------------------------------------

CLOSED = Inspection.objects.filter(status="CLOSED")


@plant
def inspections_steps_out_of_line() -> None:
    step_of(Inspection)


@plant
def inspections_states_of_no_step() -> None:
    alter(Inspection.objects.filter(status="UNDER_WAY"), status="APPROVED")


@plant
def closed_by_the_team() -> None:
    row = CLOSED[0]
    member = InspectionMember.objects.filter(inspection=row, person__isnull=False)[0]
    Inspection.objects.filter(pk=row.pk).update(closed_by=member.person)


@plant
def under_way_without_leader() -> None:
    alter(InspectionMember.objects.filter(is_leader=True, inspection__in=CLOSED), is_leader=False)


@plant
def known_without_place() -> None:
    row = CLOSED[0]
    CheckLine.objects.filter(place__inspection=row).delete()
    InspectionUnit.objects.filter(inspection=row).delete()


INSPECTED = DONE.filter(evidence_type="inspections.inspection")


@plant
def closed_that_fulfil_nothing() -> None:
    alter(INSPECTED, fulfilled_at=None, evidence_type="", evidence_id="")


@plant
def duties_done_by_open_inspection() -> None:
    row = INSPECTED[0]
    Inspection.objects.filter(pk=row.evidence_id).update(period="2026-Q1")


@plant
def findings_without_matter() -> None:
    alter(Finding.objects.filter(matter__isnull=False, inspection__in=Inspection.objects.disclosed()), matter=None)


@plant
def answers_without_matter() -> None:
    without("inspections_crosscheckanswer", "crosscheck_answered_pair")
    answer = CrossCheckAnswer.objects.all()[0]
    matter = Matter.objects.exclude(pk__in=CrossCheckAnswer.objects.filter(matter__isnull=False).values("matter"))[0]
    CrossCheckAnswer.objects.filter(pk=answer.pk).update(
        matter=matter, answered_at=None, answered_by=None, has_problem=None, note=""
    )


@plant
def numbers_not_as_sealed() -> None:
    alter(DrawNumber.objects.filter(revealed_at__isnull=False), opening="7:" + "0" * 32)


@plant
def draws_not_as_computed() -> None:
    row = Draw.objects.filter(drawn_at__isnull=False)[0]
    others = [line["id"] for line in row.roll["eligible"] if line["id"] not in row.result]
    Draw.objects.filter(pk=row.pk).update(result=[others[0], *row.result[1:]])


@plant
def witnessed_by_the_drawer() -> None:
    without("inspections_draw", "draw_witness_is_another")
    alter(Draw.objects.all(), witness=F("drawer"))


@plant
def report_words_with_gaps() -> None:
    alter(PublicReportWord.objects.filter(position=1), position=9)


# Chapter 3 -------------------------------------------------------------------------------------------------------

REVERSALS = ScoreEntry.objects.filter(reverses__isnull=False)


@plant
def reversals_that_leave_something() -> None:
    alter(REVERSALS, counted=F("counted") + 1)


@plant
def reversals_of_adjustments() -> None:
    alter(ScoreEntry.objects.filter(reversed_by__isnull=False), kind="CAP")


@plant
def posted_not_as_counted() -> None:
    alter(ScoreEntry.objects.filter(kind="POINTS"), counted=F("counted") + 1)


@plant
def accounts_not_settled() -> None:
    row = ScoreEntry.objects.filter(kind="POINTS", account__unit__kind="VILLAGE")[0]
    again(row, kind="SAME_MATTER", nominal=0, counted=50, source_type="accountability.scoreaccount")


@plant
def sheets_that_differ() -> None:
    sheet = YearSheet.objects.all()[0]
    sheet.body["rows"][0]["total"] += 1
    YearSheet.objects.filter(pk=sheet.pk).update(body=sheet.body)


@plant
def sheets_without_head() -> None:
    alter(YearSheet.objects.all(), chain_head="1" * 64)


@plant
def lines_posted_without_entry() -> None:
    alter(NoticeSubject.objects.filter(status="POSTED"), status="PENDING")


@plant
def accountability_steps_out_of_line() -> None:
    alter(CaseStep.objects.filter(case__isnull=False, before="INQUIRY"), before="SERVED")


@plant
def accountability_states_of_no_step() -> None:
    alter(Case.objects.filter(status="CLOSED"), status="REVOKED")


@plant
def decided_on_oneself() -> None:
    vote = DeliberationMember.objects.filter(vote="FOR", deliberation__case__person__isnull=False)[0]
    Case.objects.filter(pk=vote.deliberation.case_id).update(person=vote.person)


@plant
def inquired_into_oneself() -> None:
    member = CaseMember.objects.filter(case__person__isnull=False)[0]
    Case.objects.filter(pk=member.case_id).update(person=member.person)


@plant
def signed_by_oneself() -> None:
    alter(Case.objects.filter(person__isnull=False), opened_by=F("person"))


@plant
def checked_by_the_same() -> None:
    without("accountability_criticismnotice", "notice_checked_by_another")
    alter(CriticismNotice.objects.filter(checked_by__isnull=False), checked_by=F("registered_by"))


@plant
def in_force_without_minutes() -> None:
    without("accountability_assessmentscheme", "scheme_needs_minutes")
    alter(AssessmentScheme.objects.filter(~Q(status="DRAFT")), minutes_number="")
