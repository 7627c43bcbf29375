"""调度材料: what the lower tier knows, compiled for the upper (1.0). Live until the meeting is registered."""

from __future__ import annotations

from datetime import datetime

from dushi.town.models import Unit
from meetings.models import Meeting
from meetings.packs import area, group, office, party
from meetings.packs.shape import Pack


def compile_pack(meeting: Meeting, at: datetime) -> Pack:
    """What the pack of this meeting says at the moment `at`; reads, and writes nothing. meeting.body must be loaded."""
    kind = meeting.body.kind
    if kind == Unit.Kind.AREA:
        return area.compile_area(area.load(meeting, at))
    if kind == Unit.Kind.OFFICE:
        return office.compile_office(office.load(meeting, at))
    if kind == Unit.Kind.LEADING_GROUP:
        return group.compile_month(group.load(meeting, at))
    return party.compile_party(party.load(meeting, at))
