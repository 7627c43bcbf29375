"""Files that leave the product: their names, and the answer they go out with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from dushi.records import official
from dushi.records.official.text import clean
from dushi.records.paper_templates import drawn

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_name(title: str, ending: str) -> str:
    """A name that any system takes: no slashes, no control characters, at most 80 characters."""
    return re.sub(r'[\\/:*?"<>|\s]+', " ", clean(title)).strip()[:80] + ending


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def docx_response(paper: official.OfficialPaper, title: str, template: bytes | None = None) -> HttpResponse:
    """The paper as a Word file named by `title`."""
    return download(official.render(paper, template), DOCX, file_name(title, ".docx"))


def issued_response(body: Mapping[str, Any], number_text: str, title: str) -> HttpResponse:
    """A paper as it was frozen at issue, by the template of that day."""
    return download(drawn(body, number_text), DOCX, file_name(title, ".docx"))
