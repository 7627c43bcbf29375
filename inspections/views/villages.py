"""A village's page over time."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.town.access import Request, open_to, staff
from dushi.town.models import Unit
from inspections.village_history import history_of


@open_to(staff)
@require_GET
def village_history(request: Request, pk: int) -> HttpResponse:
    """One village, one year: inspections, findings, and the weeks of 村情格. 404 for whom the village is none of."""
    village = get_object_or_404(Unit.objects.visible_to(request.user).villages().select_related("town"), pk=pk)
    if not request.user.rights.serves(village.pk):
        raise Http404
    today = clock.today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and 2015 <= int(asked) <= today.year else today.year
    context = {
        "village": village,
        "area": village.area_on(today),
        "history": history_of(request.user, village, year, today),
        "is_now": year == today.year,
    }
    return render(request, "inspections/village_history.html", context)
