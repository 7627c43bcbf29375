"""制度条文: the whole text, and one clause."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import get_urlconf
from django.views.decorators.http import require_GET

from dushi.regulation.models import Clause, Regulation
from dushi.regulation.text import edges, paragraphs
from dushi.town.access import Request, open_to, signed_in
from dushi.town.navigation import place_of
from dushi.town.rights import Rights


def version_of(request: Request) -> Regulation | None:
    """The version the address asks for, else the one in force today, else the next; None where none is loaded."""
    wanted = request.GET.get("version", "")
    known = Regulation.objects.all()
    if wanted.isdecimal() and len(wanted) < 10:
        return get_object_or_404(known, pk=wanted)
    return known.in_force().first() or known.order_by("effective_from").first()


def entrance(page: str, rights: Rights) -> str:
    """Path of the page where a clause is done; of its list where it needs an object; "" where it is not theirs."""
    for name in (page, f"{page.rpartition('_')[0]}_list"):
        url, rules = place_of(name, get_urlconf())
        if url:
            return url if any(rule(rights) for rule in rules) else ""
    return ""


@open_to(signed_in)
@require_GET
def regulation_page(request: Request) -> HttpResponse:
    """The regulation as it was issued, its clauses at the left edge."""
    regulation = version_of(request)
    if regulation is None:
        return render(request, "regulation/regulation_none.html")
    clauses = list(regulation.clauses.all())
    context = {
        "regulation": regulation,
        "paragraphs": paragraphs(regulation.document, clauses),
        "house_rules": [clause for clause in clauses if clause.chapter == Clause.Chapter.ACROSS],
        "duties": regulation.duties.select_related("clause"),
        "count": len(clauses),
        "versions": Regulation.objects.filter(code=regulation.code).exclude(pk=regulation.pk),
    }
    return render(request, "regulation/regulation_page.html", context)


@open_to(signed_in)
@require_GET
def clause_page(request: Request, code: str) -> HttpResponse:
    """One clause: its own words, how they are read, who must do what by when."""
    regulation = version_of(request)
    clause = get_object_or_404(Clause.objects.select_related("regulation"), regulation=regulation, code=code)
    beside = list(clause.regulation.clauses.all())
    place = beside.index(clause)
    context = {
        "clause": clause,
        "duties": clause.duties.all(),
        "entrance": entrance(clause.page, request.user.rights),
        "family": edges([other for other in beside if other.number == clause.number and other != clause]),
        "before": beside[place - 1] if place else None,
        "after": beside[place + 1] if place + 1 < len(beside) else None,
    }
    return render(request, "regulation/clause_page.html", context)
