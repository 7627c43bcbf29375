"""What the pages of findings show, each in a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.matters.moves import page_of
from dushi.records.models import Paper, history_of
from dushi.records.photos import photos_of
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from inspections.checklist import anchor_of
from inspections.findings.flow import with_stage
from inspections.findings.items import item_words, items_of
from inspections.findings.permissions import may_add, may_ask_around, may_open
from inspections.forms.finding import FindingFilter, OpenForm
from inspections.models import CrossCheck, Finding, Inspection

RELATED = ("town", "unit", "inspection__lead_unit", "found_by", "matter__owner_unit", "matter__owner_seat__unit")
#: Findings on the page of a unit or an inspection; the rest stands in the list.
NEWEST = 8


def get_finding_for(user: User, pk: UUID) -> Finding:
    """404 when not the user's to see."""
    return get_object_or_404(Finding.objects.visible_to(user).select_related(*RELATED), pk=pk)


def back_to(inspection: Inspection, unit: Unit, item: str) -> str:
    """The line of the checklist one came from."""
    return f"{reverse('check_page', args=[inspection.pk, unit.pk])}#{anchor_of(item)}"


def asking(inspection: Inspection, unit: Unit, item: str = "") -> dict[str, Any]:
    """Context of recording a finding: the item, or what there is to choose from."""
    words = item_words()
    return {
        "inspection": inspection,
        "unit": unit,
        "item": item,
        "item_words": words.get(item, ""),
        "items": items_of(inspection, words),
        "back": back_to(inspection, unit, item),
    }


def about(finding: Finding, user: User) -> dict[str, Any]:
    """Context of a finding's page for this user."""
    matter = finding.matter
    sees_matter = matter is not None and Matter.objects.visible_to(user).filter(pk=matter.pk).exists()
    earlier = Finding.objects.visible_to(user).filter(repeated_by=finding).select_related("matter").first()
    return {
        "finding": finding,
        "matter": matter,
        "matter_url": page_of(matter) if matter and sees_matter else "",
        "notice": _notice(matter) if sees_matter else None,
        "item_words": item_words().get(finding.item, ""),
        "earlier": earlier,
        "repeated": Finding.objects.visible_to(user).disclosed().filter(repeats=finding).order_by("found_at"),
        "checks": checks_of(finding, user),
        "may_ask_around": may_ask_around(user, finding),
        "open_form": OpenForm() if may_open(user, finding) else None,
        "photos": photos_of(finding),
        "events": history_of(finding),
    }


def _notice(matter: Matter | None) -> Paper | None:
    if matter is None:
        return None
    rows = Paper.objects.filter(object_type=matter._meta.label_lower, object_id=str(matter.pk))
    return rows.filter(kind=Paper.Kind.RECTIFY).order_by("-pk").first()


def checks_of(finding: Finding, user: User) -> QuerySet[CrossCheck]:
    """Questions it raised elsewhere, with how many were asked, answered, and have the problem too."""
    rows = CrossCheck.objects.visible_to(user).filter(finding=finding)
    return rows.annotate(
        asked=Count("answers"),
        answered=Count("answers", filter=Q(answers__answered_at__isnull=False)),
        having=Count("answers", filter=Q(answers__has_problem=True)),
    )


def narrowed(findings: Any, asked: FindingFilter) -> Any:
    """As asked for; an answer that is none of the choices finds nothing."""
    if not asked.is_valid():
        return findings.none()
    said = asked.cleaned_data
    if unit := said["unit"]:
        area = Q(unit__in=Unit.objects.of_area(unit).values("pk")) if unit.kind == Unit.Kind.AREA else Q(pk__in=[])
        findings = findings.filter(Q(unit=unit) | area)
    if said["item"]:
        findings = findings.filter(item=said["item"])
    if said["kind"]:
        findings = findings.filter(inspection__kind=said["kind"])
    return findings.filter(stage=said["stage"]) if said["stage"] else findings


def listed(user: User, asked: FindingFilter) -> QuerySet[Finding]:
    """The findings this user sees, as filtered, the newest first."""
    rows: QuerySet[Finding] = narrowed(with_stage(Finding.objects.visible_to(user)), asked)
    return rows.select_related("unit", "inspection", "matter").order_by("-found_at", "-pk")


def counts_of(user: User, today: date) -> dict[str, int]:
    """Figures of the first sentence: of the last 30 days, disclosed, without 示例 units."""
    since = clock.at(today - timedelta(days=30))
    rows = Finding.objects.visible_to(user).disclosed().counted().filter(found_at__gte=since)
    return rows.aggregate(
        found=Count("pk"), ticked=Count("pk", Q(is_fixed_on_spot=True)), again=Count("pk", Q(repeats__isnull=False))
    )


def section(inspection: Inspection, user: User) -> Section | None:
    """发现 on the page of an inspection: everything it found that this user may know of. Fixed number of queries."""
    rows = Finding.objects.visible_to(user).filter(inspection=inspection).select_related("unit", "matter")
    found = list(rows.order_by("unit__order", "unit__code", "item", "found_at"))
    is_read = inspection.status == Inspection.Status.REPORTED  # before that the checklist leads there
    adding = list(inspection.places.all()) if is_read and may_add(user, inspection) else []
    if not found and not adding:
        return None
    context = {"findings": found, "adding": adding, "inspection": inspection}
    return Section("检查发现", "inspections/_finding_section.html", context)
