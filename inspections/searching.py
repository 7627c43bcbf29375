"""What chapter 2 hands to 查找 (settings.SEARCH_PROVIDERS): nothing of open covert inspections and nothing sealed, to
nobody, its own people included (ADR 11); nothing of public reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi import words
from dushi.town.models import User
from dushi.town.search import Asked, Found, Shelf
from inspections.models import Finding, Inspection, InspectionUnit


def shelves(user: User, asked: Asked) -> Iterator[Shelf]:
    """Inspections by name, places and what they say; findings."""
    places = InspectionUnit.objects.filter(asked.among("unit__name"), inspection=OuterRef("pk"))
    inspections = Inspection.objects.visible_to(user).disclosed()
    inspections = inspections.filter(asked.among("title", "summary") | Q(Exists(places)))
    yield Shelf("inspections", "检查", inspections.order_by("-first_on", "-drafted_at", "pk"), _inspection)
    findings = Finding.objects.visible_to(user).disclosed().filter(asked.among("title", "evidence", "unit__name"))
    newest = findings.select_related("unit").order_by("-found_at", "-pk")
    yield Shelf("findings", "检查发现的问题", newest, _finding)


def _inspection(one: Inspection) -> Found:
    note = f"{one.get_kind_display()}\u00a0· {one.get_status_display()}\u00a0· {words.short_day(one.first_on)}"
    return Found(one.title, note, reverse("inspection_page", args=[one.pk]))


def _finding(one: Finding) -> Found:
    note = f"{one.unit}\u00a0· {one.get_severity_display()}\u00a0· {words.moment(one.found_at)}"
    return Found(one.title, note, reverse("finding_page", args=[one.pk]))
