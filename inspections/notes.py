"""检查记录 on the page of an inspection (2.0.m1–m3, m5, m6)."""

from __future__ import annotations

from dushi.town.contracts import Section
from dushi.town.models import User
from inspections.forms.steps import NoteForm
from inspections.models import Inspection
from inspections.permissions import may_note, reads_words


def section(inspection: Inspection, user: User) -> Section | None:
    """Notes for those who may read what was said; the form for the team. Two queries."""
    if not reads_words(user, inspection):
        return None
    writes = may_note(user, inspection)
    notes = list(inspection.notes.select_related("unit", "noted_by"))
    if not writes and not notes:
        return None
    asked = NoteForm(inspection=inspection) if writes else None
    return Section("检查记录", "inspections/_notes.html", {"notes": notes, "note_form": asked})
