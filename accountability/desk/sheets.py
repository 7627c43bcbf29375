"""What the pages of leads and cases share: papers with their bodies, statements, recusals, who looked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def sheets_of(papers: Iterable[ServedPaper]) -> list[Sheet]:
    """Every paper, as issued."""
    return [Sheet(one, body_of(one)) for one in papers]


def statements(
    sheets: list[Sheet], until: Callable[[ServedPaper], datetime | None]
) -> list[tuple[Statement, datetime | None]]:
    """What the subject said, each with the end of the days for it."""
    return [(one, until(sheet.row)) for sheet in sheets for one in sheet.row.statements.all()]


def recusals(rows: Iterable[Recusal]) -> list[tuple[Recusal, str]]:
    """Each with the name of its ground."""
    return [(row, ground_name(row.ground)) for row in sorted(rows, key=lambda row: row.asked_at)]


def ground_name(code: str) -> str:
    try:
        return ground(GroundKind.RECUSAL, code).name
    except LookupError:
        return "其他"


def looks(about: Case | Lead) -> list[DossierReading]:
    """Who looked, the latest first. One query."""
    return list(about.readings.select_related("read_by").order_by("-pk")[:LOOKS])
