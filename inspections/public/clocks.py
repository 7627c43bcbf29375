"""The legal clocks of public reports (2.0.m7) and how long they are kept, read from a dated data file. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dushi.regulation.terms import Term

FILE = Path(__file__).parent / "data" / "legal_clocks.yaml"


@dataclass(frozen=True)
class Clocks:
    """The terms of one kind of report in force from a day on; None where no law sets one."""

    kinds: frozenset[str]
    since: date
    law: str
    accept: Term | None
    finish: Term | None
    extend: Term | None
    feedback: Term | None
    review: Term | None

    def sentence(self) -> str:
        """The clocks in words, as they stand on the receipt: 15日内告知是否受理，60日内办结."""
        parts = [
            f"{self.accept}内告知是否受理" if self.accept else "",
            f"{self.finish}内办结" if self.finish else "",
            f"情况复杂的，经批准可延长{self.extend}，并告知您" if self.extend else "",
            f"办结后{self.feedback}内反馈结果" if self.feedback else "",
        ]
        return "，".join(part for part in parts if part)


def _term(said: Mapping[str, int] | None) -> Term | None:
    return Term.parse(said) if said else None


@lru_cache(maxsize=1)
def _read() -> tuple[tuple[Clocks, ...], dict[str, int]]:
    told: dict[str, Any] = yaml.safe_load(FILE.read_text())
    names = ("accept", "finish", "extend", "feedback", "review")
    rows = [
        Clocks(frozenset(row["kinds"]), row["from"], row["law"], **{name: _term(row.get(name)) for name in names})
        for row in told["clocks"]
    ]
    return tuple(sorted(rows, key=lambda row: row.since)), dict(told["retention"])


def clocks_for(kind: str, received_on: date) -> Clocks:
    """The terms for a report of that kind received on that civil day; empty ones before the first law."""
    fitting = [row for row in _read()[0] if kind in row.kinds and row.since <= received_on]
    none = Clocks(frozenset({kind}), received_on, "", None, None, None, None, None)
    return fitting[-1] if fitting else none


def retention() -> tuple[timedelta, timedelta]:
    """How long identity and photos, and the words themselves, are kept after the end."""
    told = _read()[1]
    return timedelta(days=told["identity_days"]), timedelta(days=told["content_days"])
