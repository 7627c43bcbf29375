"""What must hold of chapter 2: states, sign-off by another, findings and their matters, draws that anybody re-computes.

Inspections, findings and public reports are named by their random keys alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dushi.obligations.models import Obligation
from dushi.records.reconciling import Check, key_of_text, not_as_told, reference, unlawful_steps
from inspections.draws import drawing
from inspections.draws.record import record_of
from inspections.models import (
    CheckLine,
    CrossCheckAnswer,
    Draw,
    DrawNumber,
    Finding,
    Inspection,
    InspectionMember,
    InspectionPlan,
    InspectionUnit,
    PublicReport,
)

MOVING = (Inspection, InspectionPlan, Draw)


def steps_out_of_line() -> Iterator[str]:
    for model in MOVING:
        yield from unlawful_steps(model)


def states_of_no_step() -> Iterator[str]:
    for model in MOVING:
        yield from map(reference, not_as_told(model))


def closed_by_the_team() -> QuerySet[Inspection]:
    """Signed off by one who was sent to look."""
    member = InspectionMember.objects.filter(inspection=OuterRef("pk"), person=OuterRef("closed_by"))
    return Inspection.objects.filter(Exists(member), closed_by__isnull=False)


def under_way_without_leader() -> QuerySet[Inspection]:
    leader = InspectionMember.objects.filter(inspection=OuterRef("pk"), is_leader=True)
    return Inspection.objects.filter(~Exists(leader), status__in=Inspection.KNOWN)


def known_without_place() -> QuerySet[Inspection]:
    places = InspectionUnit.objects.filter(inspection=OuterRef("pk"))
    return Inspection.objects.filter(~Exists(places), status__in=Inspection.KNOWN)


def closed_that_fulfil_nothing() -> QuerySet[Obligation]:
    """An inspection that looked at something is closed, and the duty of its period stands open."""
    looked = CheckLine.objects.checked().filter(
        place__inspection__closed_at__isnull=False,
        place__inspection__lead_unit=OuterRef("scope"),
        place__inspection__period=OuterRef("period"),
        place__unit__is_example=False,
    )
    kinds = Q()
    for kind, clause in Inspection.CLAUSES.items():
        kinds |= Q(duty__key=clause) & Q(Exists(looked.filter(place__inspection__kind=kind)))
    return Obligation.objects.filter(kinds, fulfilled_at__isnull=True, made_up_at__isnull=True)


def duties_done_by_open_inspection() -> QuerySet[Obligation]:
    closed = Inspection.objects.filter(
        pk=key_of_text(Inspection, "evidence_id"),
        closed_at__isnull=False,
        period=OuterRef("period"),
        lead_unit=OuterRef("scope"),
    )
    return Obligation.objects.filter(~Exists(closed), evidence_type=Inspection._meta.label_lower)


def findings_without_matter() -> QuerySet[Finding]:
    """Neither sealed nor held back, and nothing stands in the ledger; or sealed and something does."""
    disclosed = Finding.objects.disclosed().filter(matter__isnull=True)
    return Finding.objects.filter(Q(pk__in=disclosed.values("pk")) | Q(is_sealed=True, matter__isnull=False))


def answers_without_matter() -> QuerySet[CrossCheckAnswer]:
    return CrossCheckAnswer.objects.filter(matter__isnull=False, answered_at__isnull=True)


def numbers_not_as_sealed() -> Iterator[str]:
    """A revealed number is not the one that was sealed."""
    for number in DrawNumber.objects.filter(revealed_at__isnull=False).iterator():
        if drawing.commitment(number.opening) != number.commitment:
            yield f"随机抽取 {number.draw_id}"


def draws_not_as_computed() -> Iterator[str]:
    """List, seed and numbers do not give the result that stands there."""
    drawn = Draw.objects.filter(drawn_at__isnull=False).prefetch_related("numbers")
    for draw in drawn.iterator(chunk_size=500):
        if not _is_as_computed(draw):
            yield reference(draw)


def _is_as_computed(draw: Draw) -> bool:
    if drawing.sha256(draw.frozen) != draw.list_hash:
        return False
    numbers = {number.role: number.opening for number in draw.numbers.all()}
    seed = drawing.seed_of(numbers[DrawNumber.Role.DRAWER], numbers[DrawNumber.Role.WITNESS], draw.list_hash)
    lines = draw.roll["eligible"]
    places = drawing.drawn(seed, [line["weight"] for line in lines], draw.roll["count"])
    as_shown = record_of(draw)["record_hash"] == draw.record_hash
    return as_shown and seed == draw.seed and draw.result == [lines[place]["id"] for place in places]


def witnessed_by_the_drawer() -> QuerySet[Draw]:
    return Draw.objects.filter(drawer=F("witness"))


def report_words_with_gaps() -> Iterator[str]:
    """The messages of a public report are numbered from 1 without gaps."""
    for report in PublicReport.objects.order_by("pk").prefetch_related("words").iterator(chunk_size=500):
        if sorted(word.position for word in report.words.all()) != list(range(1, len(report.words.all()) + 1)):
            yield reference(report)


CHECKS = (
    Check("检查、计划、抽取的每一步须合乎办理流程", steps_out_of_line),
    Check("检查、计划、抽取的状态须与履历一致", states_of_no_step),
    Check("检查不得由检查组成员自行办结", closed_by_the_team),
    Check("已批准的检查须有组长", under_way_without_leader),
    Check("已批准的检查须有被检单位", known_without_place),
    Check("已办结的检查，应办事项须已办", closed_that_fulfil_nothing),
    Check("应办事项须由本期办结的检查办结", duties_done_by_open_inspection),
    Check("公开的发现须入台账，另行处理的不得入台账", findings_without_matter),
    Check("自查出的事项须有答复", answers_without_matter),
    Check("揭晓的数须与封数一致", numbers_not_as_sealed),
    Check("抽取结果须能重算", draws_not_as_computed),
    Check("抽取须由他人见证", witnessed_by_the_drawer),
    Check("群众反映的往来须按序不缺", report_words_with_gaps),
)
