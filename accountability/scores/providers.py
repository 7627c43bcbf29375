"""What points hand to the ground floor: a part of a unit's page, and the closing of a year on 我的工作."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from accountability.scores import sheets
from accountability.scores.accounts import years_of
from accountability.scores.subjects import kind_of
from dushi import clock
from dushi.obligations.contracts import WorkItem
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


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作 of a main leader: last year's assessment, once nothing of it is pending. A fixed number of queries."""
    if not user.rights.is_main_leader:
        return
    town, year = town_of(user), clock.local(at).year - 1
    if not sheets.is_closed(town, year) and not sheets.missing(town, year):
        url = reverse("assessment_close", args=[year])
        yield WorkItem(f"结转{year}年度考核", url, note="没有待计分的通报和未答复的异议", clause="3.4.c", minutes=2)
