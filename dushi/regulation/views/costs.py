"""填报负担: what the forms cost each role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.regulation.burden import burden
from dushi.town.access import Request, admin, office, open_to


@open_to(office, admin)
@require_GET
def burden_page(request: Request) -> HttpResponse:
    """Minutes a week by role, reckoned from docs/burden.md; nobody is measured and the database is not asked."""
    return render(request, "regulation/burden_page.html", {"burden": burden()})
