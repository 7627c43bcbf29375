"""The one door through which a kept file leaves."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from dushi.records.models import Attachment
from dushi.records.photos import may_open
from dushi.town.access import Request, open_to, signed_in


@open_to(signed_in)
@require_GET
def attachment_file(request: Request, pk: UUID) -> HttpResponse:
    """A photo, to whoever may see what it hangs on; never run, framed, cached or guessed at by the browser."""
    photo = Attachment.objects.filter(pk=pk, town=request.user.rights.town_id).first()
    if photo is None or not may_open(request.user, photo):
        raise Http404
    try:
        content = photo.file.open("rb").read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type=photo.content_type)
    response["Content-Disposition"] = f'attachment; filename="{photo.pk.hex}.jpg"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
