"""Which template a paper is drawn by: the town's version in use at its issue, for good; else the standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dushi.records.head_models import PaperTemplate
from dushi.records.kinds import kind_named
from dushi.records.numbers import printed
from dushi.records.official import OfficialPaper, render

#: Under this name a frozen body keeps which version it is drawn by.
KEPT = "template"


def in_use(town: Any, kind: str) -> PaperTemplate | None:
    """The newest version of the town; None while it uses the standard. One query."""
    newest = PaperTemplate.objects.filter(town=town, kind=kind).first()
    return newest if newest and not newest.is_standard else None


def frozen(body: Mapping[str, Any], *, town: Any, kind: str) -> dict[str, Any]:
    """The body of a paper with the version that draws it, as it is frozen at issue."""
    version = in_use(town, kind) if kind_named(kind) else None
    return {**body, **({KEPT: version.pk} if version else {})}


def template_of(body: Mapping[str, Any]) -> bytes | None:
    """The .docx that draws an issued body; None for the standard."""
    row = PaperTemplate.objects.filter(pk=body[KEPT]).first() if KEPT in body else None
    return bytes(row.content) if row else None


def drawn(body: Mapping[str, Any], number_text: str = "") -> bytes:
    """An issued body as .docx, by the template it was issued with."""
    return render(OfficialPaper.of(body, printed(number_text)), template_of(body))
