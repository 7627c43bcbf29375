"""What points hand to the ground floor: the part of a unit's page that its head and main leaders see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from accountability.scores.accounts import years_of
from accountability.scores.subjects import kind_of
from dushi import clock
from dushi.town.access import town_of
from dushi.town.contracts import Section
from dushi.town.models import Unit, User


def unit_section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """年度计分 of a village or department. A fixed number of queries; nothing for anybody else."""
    rights = user.rights
    if kind_of(unit) is None or not (rights.is_main_leader or unit.pk in rights.headed):
        return
    year = clock.local(at).year
    row = years_of(user, town_of(user), [unit], year)[0]
    yield Section(
        f"{year}年计分", "accountability/_score_section.html", {"row": row, "is_head": unit.pk in rights.headed}
    )
