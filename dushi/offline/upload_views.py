"""Photos in parts, for the queue on a telephone: after the text, one by one, each going on where it stopped."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dushi.offline.answers import refused
from dushi.offline.models import Kind, Upload
from dushi.offline.photos import WrongOffset, add_part, begin, finish, target_of, with_what_arrived
from dushi.records.errors import Refused
from dushi.town.access import Request, open_to, staff


class UploadForm(forms.Form):
    """What is said of a photo before its first part."""

    kind = forms.ChoiceField(choices=Kind.choices)
    object = forms.CharField(max_length=40)
    key = forms.UUIDField()
    name = forms.CharField(max_length=400, required=False)
    size = forms.IntegerField(label="大小", min_value=1, max_value=2**31 - 1)
    sha256 = forms.RegexField(r"\A[0-9a-f]{64}\Z")


@open_to(staff)
@require_POST
@never_cache
def upload_new(request: Request) -> HttpResponse:
    """Begin a photo, or learn how much of it has arrived. 404 for an object that is not the user's to add photos to."""
    form = UploadForm(request.POST)
    if not form.is_valid():
        return refused(form)
    said = form.cleaned_data
    target = target_for(request, said["kind"], said.pop("object"))
    try:
        upload = begin(target=target, by=request.user, **said)
    except Refused as refusal:
        return photo_refused(refusal)
    if upload is None:
        raise Http404
    return ended(request, upload, target)


@open_to(staff)
@require_http_methods(["GET", "POST"])
@never_cache
def upload_part(request: Request, key: UUID) -> HttpResponse:
    """One part, at the byte the header Upload-Offset names; GET says at which byte to go on. 404 for somebody else's,
    409 with the right byte for a wrong one."""
    upload = get_object_or_404(Upload, key=key, user=request.user)
    if request.method == "GET":
        return told_of(with_what_arrived(upload))
    target = target_for(request, upload.kind, upload.object_id)
    offset = request.headers.get("Upload-Offset", "")
    try:
        begins = int(offset) if offset.isascii() and offset.isdecimal() and len(offset) < 10 else -1
        upload = add_part(upload=upload, offset=begins, part=request.body)
    except WrongOffset as wrong:
        return told_of(wrong.upload, 409)
    except Refused as refusal:
        return photo_refused(refusal)
    return ended(request, upload, target)


def target_for(request: Request, kind: str, object_id: str) -> Any:
    target = target_of(request.user, kind, object_id)
    if target is None:
        raise Http404
    return target


def ended(request: Request, upload: Upload, target: Any) -> HttpResponse:
    """Where all of it is there, it is kept with its object; then, or before, how far it is."""
    if upload.offset == upload.size and not upload.is_done:
        try:
            upload = finish(upload=upload, target=target, by=request.user)
        except Refused as refusal:
            return photo_refused(refusal)
    return told_of(upload)


def told_of(upload: Upload, status: int = 200) -> JsonResponse:
    told = {"offset": upload.offset, "done": upload.is_done}
    return JsonResponse(told | {"upload": reverse("upload_part", args=[upload.key])}, status=status)


def photo_refused(refusal: Refused) -> JsonResponse:
    """This photo will not be taken; the text stands."""
    said = f"有一张照片没有保存：{refusal.message}"
    return JsonResponse({"state": "refused", "message": said, "errors": {"照片": [refusal.message]}}, status=422)
