"""What counts of what was posted: pure functions over whole hundredths of a point, the same in whatever order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accountability.models.score import ScoreEntry
from accountability.scores.rules import Limits

Kind = ScoreEntry.Kind
#: In place of a matter: what the cap of the year gives back, and what the cap of bonus takes away.
YEAR, BONUS = "year", "bonus"
#: (SAME_MATTER or CAP, matter or YEAR or BONUS)
Key = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One living posting. nominal: signed hundredths, deductions negative."""

    matter: str
    nominal: int


def adjustments(lines: Sequence[Line], limits: Limits) -> dict[Key, int]:
    """What must be given back (positive) or taken away (negative) so that the rules hold; nothing where it is 0."""
    found: dict[Key, int] = {}
    deducted = 0
    for matter, figures in _by_matter(lines).items():
        counted = max(figures) if limits.is_highest else sum(figures)
        found[Kind.SAME_MATTER, matter] = sum(figures) - counted
        found[Kind.CAP, matter] = _over(counted, limits.matter_cap)
        deducted += counted - found[Kind.CAP, matter]
    found[Kind.CAP, YEAR] = _over(deducted, limits.year_cap)
    found[Kind.CAP, BONUS] = -_over(sum(line.nominal for line in lines if line.nominal > 0), limits.bonus_cap)
    return {key: figure for key, figure in found.items() if figure}


def still_to_post(target: Mapping[Key, int], posted: Mapping[Key, int]) -> dict[Key, int]:
    """What must be posted on top of what stands there, in a fixed order; a cap that no longer binds is released."""
    keys = sorted({*target, *posted})
    return {key: gap for key in keys if (gap := target.get(key, 0) - posted.get(key, 0))}


def total(lines: Sequence[Line], limits: Limits) -> int:
    """Signed hundredths that count: the sum of what was posted and of the adjustments."""
    return sum(line.nominal for line in lines) + sum(adjustments(lines, limits).values())


def _by_matter(lines: Sequence[Line]) -> dict[str, list[int]]:
    """Positive figures of the deductions."""
    found: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.nominal < 0:
            found[line.matter].append(-line.nominal)
    return found


def _over(figure: int, cap: int | None) -> int:
    return 0 if cap is None else max(0, figure - cap)
