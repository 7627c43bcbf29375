"""What the ladder of meetings follows (meeting_rungs.py)."""

from __future__ import annotations

from dushi.records.marking import Watched, by

FOLLOWED = {
    "MEETINGS": (Watched("meetings_meeting"), Watched("meetings_attendance", by("meetings_meeting", "meeting_id")))
}
