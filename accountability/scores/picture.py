"""A subject's points through the year as a picture; the table of points beside it says the same, with every basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accountability.scores.words import signed, spoken
from dushi.charts.steps import Change, Steps, steps
from dushi.words import civil

if TYPE_CHECKING:
    from accountability.scores.accounts import Year


def picture_of(year: Year) -> Steps | None:
    """None where nothing was counted: a level line says nothing. Drawn of what the reader's own table holds."""
    if year.base is None or not any(point.entry.counted for point in year.points):
        return None
    changes = [
        Change(civil(point.entry.posted_at), point.total, signed(point.entry.counted), point.entry.counted > 0)
        for point in year.points
        if point.entry.counted
    ]
    said = {total: spoken(total) for total in (year.base, *(change.total for change in changes))}
    return steps(
        year.base,
        changes,
        year=year.year,
        words=said,
        title=f"{year.subject}{year.year}年得分",
        desc=f"从基础分 {said[year.base]} 起，逐次计入；实心为扣分，空心为加分或冲销；下表为同样的数字和依据",
        key=f"points-{'unit' if year.account and year.account.unit_id else 'person'}-{year.subject.pk}",
    )
