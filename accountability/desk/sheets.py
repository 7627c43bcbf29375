"""What the pages of leads and cases share: papers with their bodies, statements, recusals, who looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accountability.cases.papers import body_of
from accountability.models import Case, DossierReading, Lead, Recusal, ServedPaper, Statement
from accountability.rules.grounds import GroundKind, ground

#: Looks shown, the latest first.
LOOKS = 20


@dataclass(frozen=True)
class Sheet:
    """A paper with its frozen body."""

    row: ServedPaper
    body: dict[str, Any]

    @property
    def standing(self) -> str:
        row = self.row
        if row.served_at is None:
            return "待送达"
        if row.signed_at:
            return "已签收"
        if row.refusal:
            return "拒签，已见证"
        return "已留置送达" if row.way == row.Way.LEFT else "已送达，待签收"


def sheets_of(about: Case | Lead) -> list[Sheet]:
    """Every paper, as issued. Three queries."""
    rows = about.papers.select_related("issued_by", "served_by", "signed_by")
    return [Sheet(one, body_of(one)) for one in rows.prefetch_related("witnesses", "statements__answered_by")]


def statements(
    sheets: list[Sheet], until: Callable[[ServedPaper], datetime | None]
) -> list[tuple[Statement, datetime | None]]:
    """What the subject said, each with the end of the days for it."""
    return [(one, until(sheet.row)) for sheet in sheets for one in sheet.row.statements.all()]


def recusals(about: Q) -> list[tuple[Recusal, str]]:
    """Each with the name of its ground. One query."""
    rows = Recusal.objects.filter(about).select_related("person", "asked_by", "decided_by")
    return [(row, ground_name(row.ground)) for row in rows]


def ground_name(code: str) -> str:
    try:
        return ground(GroundKind.RECUSAL, code).name
    except LookupError:
        return "其他"


def looks(about: Case | Lead) -> list[DossierReading]:
    """Who looked, the latest first. One query."""
    return list(about.readings.select_related("read_by").order_by("-pk")[:LOOKS])
