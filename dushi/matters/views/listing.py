"""问题台账."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.matters.exports import listed
from dushi.matters.filters import MatterFilter, totals
from dushi.matters.models import Matter
from dushi.matters.permissions import may_register
from dushi.town.access import Request, open_to, staff

PER_PAGE = 30


@open_to(staff)
@require_GET
def matter_list(request: Request) -> HttpResponse:
    """问题台账: the first sentence tells the whole of what one may see, the table what is asked for."""
    asked = MatterFilter(request.GET, user=request.user)
    context = {
        "filter": asked,
        "page": Paginator(listed(asked.rows()), PER_PAGE).get_page(request.GET.get("page")),
        "totals": totals(Matter.objects.visible_to(request.user).ledger()),
        "may_register": may_register(request.user),
    }
    return render(request, "matters/matter_list.html", context)
