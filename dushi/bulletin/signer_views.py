"""Who may sign the 周通报 beside the main leaders."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dushi.bulletin import signers
from dushi.bulletin.forms import SignerForm
from dushi.bulletin.models import BulletinSigner
from dushi.town.access import Request, main_leader, open_to, town_of
from dushi.town.doing import attempt


@open_to(main_leader)
@require_http_methods(["GET", "POST"])
def bulletin_signers(request: Request) -> HttpResponse:
    """Who is named; name another."""
    town = town_of(request.user)
    form = SignerForm(request.POST or None, town=town)
    if form.is_valid() and attempt(form, signers.name_signer, by=request.user, **form.cleaned_data):
        messages.success(request, f"已委托{form.cleaned_data['person']}签发周通报。")
        return redirect("bulletin_signers")
    named = BulletinSigner.objects.live().filter(town=town).select_related("person", "named_by").order_by("pk")
    status = 422 if form.is_bound else 200
    return render(request, "bulletin/bulletin_signers.html", {"form": form, "signers": named}, status=status)


@open_to(main_leader)
@require_POST
def bulletin_signer_end(request: Request, pk: int) -> HttpResponse:
    """收回."""
    rows = BulletinSigner.objects.filter(town=request.user.rights.town_id).select_related("person")
    signer = get_object_or_404(rows, pk=pk)
    signers.end_signer(signer=signer, by=request.user)
    messages.success(request, f"已收回对{signer.person}的委托。")
    return redirect("bulletin_signers")
