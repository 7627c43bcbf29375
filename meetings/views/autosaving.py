"""What is typed on a meeting's sheet and not sent yet: kept by itself, and when another button of its page is used."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse

from dushi import clock, words
from dushi.records.errors import Refused
from dushi.town.access import Request
from dushi.town.doing import said


def autosaved(is_complete: bool, keep: Callable[[], object]) -> HttpResponse:
    """Keeps whatever is complete, and says when; what is typed wrongly stays on the page. 409 where it is refused."""
    try:
        keep()
    except Refused as refusal:
        return JsonResponse({"message": said(refusal)}, status=409)
    told = {"saved_at": words.hour(clock.now())}
    if not is_complete:
        told["message"] = f"已自动保存 {told['saved_at']}，还有未填完的项"
    return JsonResponse(told)


def kept_or_said(request: Request, keep: Callable[[], object]) -> None:
    """The same where the page is shown again, as it was typed: what is refused is said there."""
    try:
        keep()
    except Refused as refusal:
        messages.error(request, said(refusal))
