"""检查: the board, and one inspection from its draft to its closing."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.town.access import Request, open_to, staff
from inspections.inspection_page import about
from inspections.models import Inspection
from inspections.views.loading import PARTS, get_inspection_for

PAGE = 50


@open_to(staff)
@require_GET
def inspection_list(request: Request) -> HttpResponse:
    """The inspections this user sees, the newest first."""
    rows = Inspection.objects.visible_to(request.user).select_related("lead_unit").prefetch_related(*PARTS)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "inspections/inspection_list.html", {"page": page})


@open_to(staff)
@require_GET
def inspection_page(request: Request, pk: UUID) -> HttpResponse:
    """One inspection: team, units, where it stands, what was found, the next lawful steps."""
    inspection = get_inspection_for(request.user, pk)
    return render(request, "inspections/inspection_page.html", about(inspection, request.user))
