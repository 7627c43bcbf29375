"""One public report, for its named handler, the window that still holds it, or the 纪委书记 who names a handler."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dushi.town.access import Request, open_to
from dushi.town.doing import attempt
from inspections.actions.public_handling import read_identity
from inspections.forms.public import IdentityForm, StepForm
from inspections.models import PublicReport
from inspections.public.page import about, get_report_for
from inspections.public.permissions import handles, touches
from inspections.public.steps import act_of


def show(
    request: Request, report: PublicReport, failed: dict[str, StepForm] | None = None, **more: object
) -> HttpResponse:
    context = {
        "identity_form": IdentityForm(report=report, user=request.user),
        **about(report, request.user, failed),
        **more,
    }
    return render(request, "inspections/publicreport_page.html", context, status=422 if failed else 200)


@open_to(touches)
@require_GET
@never_cache
def publicreport_page(request: Request, pk: UUID) -> HttpResponse:
    """What was told, how far it is, and the next lawful step."""
    return show(request, get_report_for(request.user, pk))


@open_to(touches)
@require_POST
@never_cache
def publicreport_step(request: Request, pk: UUID, key: str) -> HttpResponse:
    """One step, by the table of acts; afterwards to the report, or to the list where it is no longer one's own."""
    report = get_report_for(request.user, pk)
    act = act_of(key)
    if act is None:
        raise Http404
    if not act.may(request.user, report):
        raise PermissionDenied
    form = act.form(request.POST, report=report, user=request.user, auto_id=f"id_{key}_%s")
    if form.is_valid() and attempt(form, act.do, report=report, by=request.user, **form.given()):
        messages.success(request, act.done)
        is_mine = PublicReport.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect("publicreport_page", pk) if is_mine else redirect("publicreport_list")
    return show(request, get_report_for(request.user, pk), {key: form})


@open_to(touches)
@require_POST
@never_cache
def publicreport_identity(request: Request, pk: UUID) -> HttpResponse:
    """Name and contact, once, on purpose and logged; gone with the next page."""
    report = get_report_for(request.user, pk)
    if not handles(request.user, report):
        raise PermissionDenied
    form = IdentityForm(request.POST, report=report, user=request.user)
    identity = (
        attempt(form, read_identity, report=report, by=request.user, **form.cleaned_data) if form.is_valid() else None
    )
    if identity is None:
        return show(request, report, {"identity": form}, identity_form=form)
    return show(request, report, identity=identity)


@open_to(touches)
@require_GET
def publicreport_photo(request: Request, pk: UUID, photo_pk: UUID) -> HttpResponse:
    """A photo, to the handler alone; never kept by the browser."""
    report = get_report_for(request.user, pk)
    if not handles(request.user, report):
        raise PermissionDenied
    photo = get_object_or_404(report.photos, pk=photo_pk)
    response = HttpResponse(bytes(photo.content), content_type="image/jpeg")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
