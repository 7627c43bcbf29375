"""What the phone's queue is told, as JSON, by the very views that answer a browser with pages.

state: kept (stored, with its receipt; the same key and text again get the same answer), conflict (another text stands
there; both are kept), refused (nothing is stored; why, field by field), login (the session is over), closed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import JsonResponse
from django.urls import reverse

from dushi import clock, words
from dushi.offline.models import Copy, Kind, Receipt
from dushi.wire import is_queued

__all__ = ["conflict", "is_queued", "kept", "refused", "told"]

#: What a refusal that belongs to no field stands under.
WHOLE = "整张表"
BOTH_KEPT = "那里已经有另一份内容，与您这份不同。两份都保存了，请打开核对。"


def kept(receipt: Receipt, *, photos: str | None = None, more: str = "") -> JsonResponse:
    """Stored. photos: where photos of it are sent, one by one; more: a sentence for the sender."""
    at = clock.local(receipt.received_at)
    when = words.short_day(at) if receipt.kind == Kind.SURVEY else words.moment(at)
    return _answer(
        200,
        state="kept",
        receipt=receipt.number_text,
        at=at.isoformat(),
        said=f"已送达，回执号 {receipt.number_text}，{when}。{more}",
        url=receipt.url,
        photos=photos if receipt.object_id else None,
        object=receipt.object_id or None,
    )


def told(outcome: Receipt | Copy, *, photos: str | None = None) -> JsonResponse:
    """What became of a sending: kept with its receipt, or kept beside another text."""
    if isinstance(outcome, Receipt):
        return kept(outcome, photos=photos)
    return conflict(BOTH_KEPT, reverse("copy_page", args=[outcome.pk]))


def conflict(message: str, url: str) -> JsonResponse:
    """Another text stands there already; this one is kept beside it. url: the page that shows both."""
    return _answer(409, state="conflict", message=message, url=url)


def refused(*parts: forms.BaseForm) -> JsonResponse:
    """Nothing is stored: what each form says is wrong, under the label of the field."""
    errors: dict[str, list[str]] = {}
    for form in parts:
        for name, said in form.errors.items():
            field = form.fields.get(name)
            label = str(field.label or name) if field else WHOLE
            errors.setdefault(label, []).extend(str(one) for one in said)
    return _answer(422, state="refused", message=_first(errors.values()), errors=errors)


def _first(said: Iterable[list[str]]) -> str:
    return next((message for messages in said for message in messages), "没有送达，请打开核对。")


def _answer(status: int, **told: object) -> JsonResponse:
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response
