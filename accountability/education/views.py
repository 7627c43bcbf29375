"""警示教育: typical cases for all staff (3.0). Nobody is named, nobody is counted."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accountability.models import TypicalCase
from dushi.regulation.models import Clause
from dushi.town.access import Request, open_to, staff

PER_PAGE = 20


@open_to(staff)
@require_GET
def typicalcase_list(request: Request) -> HttpResponse:
    """What is published, the newest first."""
    rows = TypicalCase.objects.visible_to(request.user).published()
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "principle": Clause.objects.in_force().filter(code="3.0").first(),
    }
    return render(request, "accountability/typicalcase_list.html", context)


@open_to(staff)
@require_GET
def typicalcase_page(request: Request, pk: UUID) -> HttpResponse:
    """One of them, with the regulation's words on what it is about."""
    typical = get_object_or_404(TypicalCase.objects.visible_to(request.user).published(), pk=pk)
    cited = Clause.objects.in_force().filter(code__in=typical.clauses)
    return render(request, "accountability/typicalcase_page.html", {"typical": typical, "cited": cited})
