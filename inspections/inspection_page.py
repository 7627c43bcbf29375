"""What the page of an inspection shows, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from dushi.records.models import history_of
from dushi.town.models import User
from inspections.models import Inspection
from inspections.sections import sections_for


def about(inspection: Inspection, user: User) -> dict[str, Any]:
    """Context of the page for this user."""
    return {
        "inspection": inspection,
        "sections": sections_for(inspection, user),
        "events": history_of(inspection),
    }
