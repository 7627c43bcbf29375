"""考核办法: drafted, changed, and in force only once a joint meeting approved it (3.4.d)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from accountability.models import AssessmentScheme, CriticismNotice, ScoreEntry
from dushi.records import chains
from dushi.town.models import Town

EXAMPLE = Path(__file__).parent / "data" / "example_scheme.yaml"


def in_force(town: Town, year: int) -> AssessmentScheme | None:
    """The scheme by which that year is scored, or None."""
    return AssessmentScheme.objects.in_force().filter(town=town, year=year).first()


def for_notice(notice: CriticismNotice) -> AssessmentScheme | None:
    """The scheme under which a notice counts; see chosen. One query."""
    return chosen(all_in_force(notice.town), notice)


def all_in_force(town: Town) -> list[AssessmentScheme]:
    """One per year, the earliest first."""
    return list(AssessmentScheme.objects.in_force().filter(town=town).order_by("year"))


def chosen(schemes: Iterable[AssessmentScheme], notice: CriticismNotice) -> AssessmentScheme | None:
    """The scheme whose own rule says that the notice belongs to its year; where two claim it, the earlier has it.

    Each year's scheme chooses between document, event and receipt (notice.matter is read).
    """
    return next((scheme for scheme in schemes if scheme.rules.year_of_count(notice) == scheme.year), None)


def hold(town: Town, year: int) -> AssessmentScheme | None:
    """The scheme in force, with the chain of the town held: who posts, closes a year or changes its scheme waits.

    The chain is locked before anything else of points, as acts on cases and notices may have written to it before.
    """
    chains.hold(town, ScoreEntry.CHAIN)
    return in_force(town, year)


def example_settings() -> dict[str, Any]:
    """The shipped example's settings (a published county's ratios), the caller's to change; 示例, nobody's scheme."""
    return deepcopy(_example())


@lru_cache(maxsize=1)
def _example() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    return said
