"""What stands on the page of an inspection, topic by topic, each asked once in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable

from dushi.town.contracts import Section
from dushi.town.models import User
from inspections import notes
from inspections.draws.page import section as draw
from inspections.findings.page import section as findings
from inspections.models import Inspection
from inspections.surveys.page import section as survey

#: (inspection, user) → a part of the page, or None where there is nothing for this user.
SECTIONS: list[Callable[[Inspection, User], Section | None]] = [
    findings,
    notes.section,
    survey,
    draw,
]


def sections_for(inspection: Inspection, user: User) -> list[Section]:
    """The parts that have something for this user, in their order."""
    return [section for make in SECTIONS if (section := make(inspection, user)) is not None]
