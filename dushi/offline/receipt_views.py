"""回执: the page of one receipt, its files, and the keys by which anybody checks them."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dushi.offline.models import Receipt
from dushi.offline.signing import public_keys
from dushi.offline.slips import slip_of, text_of
from dushi.records.downloads import download, file_name
from dushi.town.access import Request, anyone, open_to, staff

JSON = "application/json; charset=utf-8"


def get_receipt_for(request: Request, pk: UUID) -> Receipt:
    """404 for what is not the user's to see."""
    return get_object_or_404(Receipt.objects.visible_to(request.user).select_related("town", "person"), pk=pk)


@open_to(staff)
@require_GET
@never_cache
def receipt_page(request: Request, pk: UUID) -> HttpResponse:
    """One receipt on a sheet: number, server time, digest, its place in the chain, the signature."""
    receipt = get_receipt_for(request, pk)
    slip = slip_of(receipt)
    context = {"receipt": receipt, "slip": slip, "has_text": text_of(receipt) is not None}
    return render(request, "offline/receipt_page.html", context, status=200 if slip else 409)


@open_to(staff)
@require_GET
@never_cache
def receipt_file(request: Request, pk: UUID) -> HttpResponse:
    """The signed receipt as a file. 404 where it may not be signed any more."""
    receipt = get_receipt_for(request, pk)
    slip = slip_of(receipt)
    if slip is None:
        raise Http404
    text = json.dumps(slip, ensure_ascii=False, indent=1, sort_keys=True)
    return download(text.encode(), JSON, file_name(f"回执 {receipt.number_text}", ".json"))


@open_to(staff)
@require_GET
@never_cache
def receipt_text(request: Request, pk: UUID) -> HttpResponse:
    """What was sent, as its digest was made. 404 where it cannot be said again as it was."""
    receipt = get_receipt_for(request, pk)
    text = text_of(receipt)
    if text is None:
        raise Http404
    return download(text, JSON, file_name(f"报送内容 {receipt.number_text}", ".json"))


@open_to(anyone)
@require_GET
def receipt_keys(request: HttpRequest) -> HttpResponse:
    """回执公钥, for whoever is shown a receipt."""
    return render(request, "offline/receipt_keys.html", {"keys": public_keys()})


@open_to(anyone)
@require_GET
def receipt_keys_file(request: HttpRequest) -> HttpResponse:
    """The public keys as a file."""
    return download(json.dumps({"keys": public_keys()}, indent=1).encode(), JSON, "回执公钥.json")
