"""What the page of an inspection shows, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from dushi import clock, words
from dushi.obligations.models import Obligation
from dushi.records.links import url_of
from dushi.records.models import Paper, history_of
from dushi.town.contracts import Section
from dushi.town.models import User
from inspections import permissions as may
from inspections.agenda import worded
from inspections.forms.steps import NameForm, StepForm
from inspections.models import Inspection, InspectionMember
from inspections.results import results_of, summary_of
from inspections.sections import sections_for
from inspections.steps import steps_of
from inspections.team import team_conflicts

Status = Inspection.Status
Failed = dict[str, StepForm]


def about(inspection: Inspection, user: User, failed: Failed | None = None) -> dict[str, Any]:
    """Context of the page for this user; `failed` holds forms that were refused, by URL name."""
    wrong = failed or {}
    reads = may.reads_lines(user, inspection)
    summary = summary_of(inspection) if may.may_report(user, inspection) else ""
    known = worded(inspection.focus, clock.local(inspection.drafted_at).date())
    return {
        "inspection": inspection,
        "lead": lead_of(inspection),
        "focus": [(code, known[code].summary if code in known else code) for code in inspection.focus],
        "results": results_of(inspection, with_sealed=may.sees_sealed(user, inspection)),
        "reads_lines": reads,
        "may_check": may.may_check(user, inspection),
        "may_change": may.may_change(user, inspection),
        "team": [
            (member, name_form(user, inspection, member, wrong), may.may_drop(user, inspection, member))
            for member in team_of(inspection)
        ],
        "conflicts": _conflicts(user, inspection),
        "steps": steps_of(user, inspection, wrong, summary),
        "served": _served(inspection, user),
        "paper": _paper(inspection),
        "sections": _sections(inspection, user, wrong),
        "events": history_of(inspection) if reads else [],
    }


def _sections(inspection: Inspection, user: User, failed: Failed) -> list[Section]:
    """The parts of the page; a note that was refused stands in its own as typed."""
    sections = sections_for(inspection, user)
    for section in sections:
        if "note_form" in section.context and "note_add" in failed:
            section.context["note_form"] = failed["note_add"]
    return sections


def team_of(inspection: Inspection) -> list[InspectionMember]:
    """The leader first, then who has a person, then 未派员."""
    return sorted(
        inspection.members.all(), key=lambda member: (not member.is_leader, member.person_id is None, member.pk)
    )


def name_form(user: User, inspection: Inspection, member: InspectionMember, failed: Failed) -> StepForm | None:
    """派员, for whom it is to do: the department's head, or who runs the inspection where nobody was named yet."""
    if form := failed.get(f"inspection_team:{member.unit_id}"):
        return form
    heads = member.unit_id in user.rights.headed and not member.is_leader
    open_place = member.person_id is None and (heads or may.manages(user, inspection))
    if not open_place or not may.may_name(user, inspection, member.unit_id):
        return None
    return NameForm(inspection=inspection, unit_id=member.unit_id)


def _conflicts(user: User, inspection: Inspection) -> list[str] | None:
    """回避 as of today, for those who prepare and approve; None where the question is over."""
    asks = may.reads_words(user, inspection) or may.may_approve(user, inspection)
    if inspection.status not in (Status.DRAFTED, Status.APPROVED) or not asks:
        return None
    return [str(conflict) for conflict in team_conflicts(inspection, clock.today())]


def _served(inspection: Inspection, user: User) -> Obligation | None:
    """The duty it fulfilled, where the user sees it."""
    if inspection.status != Status.CLOSED or not inspection.period:
        return None
    rows = Obligation.objects.visible_to(user).select_related("duty")
    return rows.filter(evidence_type="inspections.inspection", evidence_id=str(inspection.pk)).first()


def _paper(inspection: Inspection) -> str:
    """Address of the 检查通报, "" before there is one."""
    if inspection.status != Status.CLOSED:
        return ""
    rows = Paper.objects.filter(object_type="inspections.inspection", object_id=str(inspection.pk))
    paper = rows.filter(kind=Paper.Kind.INSPECTION).first()
    return url_of(paper._meta.label_lower, str(paper.pk)) if paper else ""


def span_text(inspection: Inspection) -> str:
    """11月3日, or 11月3日—11月5日."""
    first, last = words.short_day(inspection.first_on), words.short_day(inspection.last_on)
    return first if first == last else f"{first}—{last}"


def lead_of(inspection: Inspection) -> str:
    """One sentence: when, how many units, by how many, and what it waits for."""
    units, people = len(inspection.places.all()), len(inspection.team_ids())
    start = f"{span_text(inspection)}检查 {units} 个单位，检查组 {people} 人"
    return f"{start}；{_state_of(inspection)}。"


def _state_of(inspection: Inspection) -> str:
    if inspection.status == Status.DRAFTED:
        return f"待{inspection.approver}批准" if inspection.approver else "待修改后送审"
    if inspection.status == Status.APPROVED:
        return f"{inspection.approved_by}已批准，待开始"
    if inspection.status == Status.UNDER_WAY:
        done = sum(place.done_at is not None for place in inspection.places.all())
        return f"检查中，已查完 {done} 个单位"
    if inspection.status == Status.REPORTED:
        return f"{inspection.reported_by}已报告，待审阅办结"
    if inspection.status == Status.CLOSED and inspection.closed_at:
        return f"{words.short_day(inspection.closed_at)}由{inspection.closed_by}办结"
    return "已撤销"
