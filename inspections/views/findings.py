"""发现: recorded in the field, looked up, and by the commission made ordinary."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.photos import keep_photo
from dushi.town.access import Request, allow, open_to, staff
from dushi.town.doing import attempt
from dushi.town.models import Unit
from inspections.actions.findings import TO_COMMISSION, add_finding, open_finding
from inspections.findings.items import is_item_of
from inspections.findings.page import about, asking, back_to, counts_of, get_finding_for, listed
from inspections.findings.permissions import may_add, may_open
from inspections.forms.finding import FindingFilter, FindingForm, OpenForm
from inspections.models import Finding, Inspection
from inspections.views.loading import get_inspection_for

PAGE = 30


@open_to(staff)
@require_http_methods(["GET", "POST"])
def finding_new(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """First the item, then what was found; the item stands in the address."""
    inspection = get_inspection_for(request.user, pk)
    unit = get_object_or_404(Unit.objects.filter(inspected__inspection=inspection), pk=unit_pk)
    allow(may_add(request.user, inspection))
    item = request.GET.get("item", "")
    if not is_item_of(inspection, item):
        context = asking(inspection, unit)
        return render(request, "inspections/finding_pick.html", context, status=422 if request.POST else 200)
    earlier = Finding.objects.earlier(unit, item, clock.now(), inspection).select_related("matter").first()
    if request.method == "POST":
        return send(request, inspection, unit, item, earlier)
    return ask(request, inspection, unit, item, FindingForm(user=request.user, item=item, earlier=earlier), earlier)


def ask(
    request: Request, inspection: Inspection, unit: Unit, item: str, form: FindingForm, earlier: Finding | None
) -> HttpResponse:
    context = asking(inspection, unit, item) | {"form": form, "earlier": earlier}
    return render(request, "inspections/finding_new.html", context, status=422 if form.is_bound else 200)


def send(request: Request, inspection: Inspection, unit: Unit, item: str, earlier: Finding | None) -> HttpResponse:
    """Recorded: to its page; whoever may not see it learns nothing but where it went."""
    form = FindingForm(request.POST, request.FILES, user=request.user, item=item, earlier=earlier)
    given = form.given if form.is_valid() else {}
    finding = given and attempt(
        form, add_finding, inspection=inspection, unit=unit, item=item, by=request.user, **given
    )
    if not finding:
        form.renew_key()
        return ask(request, inspection, unit, item, form, earlier)
    keep_photos(request, finding, form.cleaned_data["photos"])
    messages.success(request, told(finding))
    return redirect(back_to(inspection, unit, item))


def told(finding: Finding) -> str:
    if finding.is_sealed:
        return f"{TO_COMMISSION}。"
    if finding.matter is None:
        return "已登记，检查办结后交办整改。"
    return "已记为即知即改。" if finding.is_fixed_on_spot else "已登记并发出整改通知书，责任单位已收到提醒。"


def keep_photos(request: Request, finding: Finding, photos: list[object]) -> None:
    """After the finding itself stands: a photo that fails is said, and loses nothing."""
    for photo in photos:
        try:
            keep_photo(obj=finding, upload=photo, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            messages.warning(request, f"文字已保存；一张照片没有保存：{refusal.message}")


@open_to(staff)
@require_GET
def finding_list(request: Request) -> HttpResponse:
    """What this user may know to have been found, the newest first."""
    asked = FindingFilter(request.GET, user=request.user)
    context = {
        "filter": asked,
        "page": Paginator(listed(request.user, asked), PAGE).get_page(request.GET.get("page")),
        "counts": counts_of(request.user, clock.today()),
    }
    return render(request, "inspections/finding_list.html", context)


@open_to(staff)
@require_GET
def finding_page(request: Request, pk: UUID) -> HttpResponse:
    """One finding: what, on what evidence, what became of it, where else it was asked for."""
    return show(request, get_finding_for(request.user, pk))


def show(request: Request, finding: Finding, failed: OpenForm | None = None) -> HttpResponse:
    context = about(finding, request.user) | ({"open_form": failed} if failed else {})
    return render(request, "inspections/finding_page.html", context, status=422 if failed else 200)


@open_to(staff)
@require_POST
def finding_open(request: Request, pk: UUID) -> HttpResponse:
    """The commission makes a sealed finding an ordinary one, with a reason."""
    finding = get_finding_for(request.user, pk)
    allow(may_open(request.user, finding))
    form = OpenForm(request.POST)
    if form.is_valid() and attempt(form, open_finding, finding=finding, by=request.user, **form.cleaned_data):
        messages.success(request, "已转为一般整改。")
        return redirect("finding_page", pk)
    return show(request, finding, form)
