"""What every decision is held against: exemption, circumstances, recusal, kinds of responsibility. Data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import models

from accountability.rules.source import Source, told


class GroundKind(models.TextChoices):
    EXEMPTION = "EXEMPTION", "不予或者免予问责"
    LIGHTER = "LIGHTER", "从轻、减轻"
    HEAVIER = "HEAVIER", "从重、加重"
    RECUSAL = "RECUSAL", "回避"
    RESPONSIBILITY = "RESPONSIBILITY", "责任种类"


@dataclass(frozen=True)
class Ground:
    """text: a summary; the paper named in `source` decides."""

    kind: GroundKind
    code: str
    name: str
    text: str
    source: Source

    def __str__(self) -> str:
        return self.name


@lru_cache(maxsize=1)
def _all() -> tuple[Ground, ...]:
    return tuple(
        Ground(kind, row["code"], row["name"], row["text"], Source.parse(row))
        for kind in GroundKind
        for row in told("grounds")[kind.lower()]
    )


def grounds(kind: GroundKind) -> tuple[Ground, ...]:
    """All of that kind, in the order of their sources."""
    return tuple(one for one in _all() if one.kind == kind)


def ground(kind: GroundKind, code: str) -> Ground:
    """Raises LookupError for a code that the kind does not know."""
    for one in grounds(kind):
        if one.code == code:
            return one
    raise LookupError(f"no ground {kind}: {code}")


def choices(kind: GroundKind) -> list[tuple[str, str]]:
    """(code, name) for the fields of a form."""
    return [(one.code, one.name) for one in grounds(kind)]
