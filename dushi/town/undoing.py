"""撤销: a word that an act is done, with a button that takes it back while that is safe."""

from __future__ import annotations

from django.contrib import messages
from django.template.loader import render_to_string

from dushi.town.access import Request


def done_but(request: Request, said: str, *, url: str, **fields: str) -> None:
    """Say on the next page what was done; 撤销 posts `fields` to `url`."""
    context = {"said": said, "url": url, "fields": fields}
    messages.success(request, render_to_string("_parts/_undo.html", context, request))
