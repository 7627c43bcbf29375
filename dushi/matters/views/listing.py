"""问题台账 on screen and as .xlsx."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.matters.export import workbook
from dushi.matters.filters import MatterFilter, totals
from dushi.matters.models import Matter
from dushi.matters.permissions import may_register
from dushi.town.access import Request, open_to, staff

PER_PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@open_to(staff)
@require_GET
def matter_list(request: Request) -> HttpResponse:
    """问题台账: the first sentence tells the whole of what one may see, the table what is asked for."""
    asked = MatterFilter(request.GET, user=request.user)
    rows = asked.rows().select_related("about", "owner_unit", "owner_seat__unit").with_last_word()
    context = {
        "filter": asked,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": totals(Matter.objects.visible_to(request.user).ledger()),
        "may_register": may_register(request.user),
    }
    return render(request, "matters/matter_list.html", context)


@open_to(staff)
@require_GET
def matter_export(request: Request) -> HttpResponse:
    """Exactly what the list shows with these filters, every page of it."""
    rows = MatterFilter(request.GET, user=request.user).rows()
    name = f"问题台账{clock.today():%Y%m%d}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(workbook(rows), content_type=XLSX, headers=headers)
