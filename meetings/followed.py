"""What the ladder of meetings follows (meeting_rungs.py); and what planning follows beside the town and the rules."""

from __future__ import annotations

from dushi.obligations.followed import RULE_TABLES, TOWN_TABLES
from dushi.records.marking import Watched, by

_OF_MEETING = by("meetings_meeting", "meeting_id")

FOLLOWED = {"MEETINGS": (Watched("meetings_meeting"), Watched("meetings_attendance", _OF_MEETING))}

#: A body's usual day is read by opening and realigning as well.
_SERIES = Watched("meetings_meetingseries", columns=("body_id", "weekday", "is_active"))
_PLANNED = (
    Watched(
        "meetings_meetingseries",
        columns=("body_id", "weekday", "week_of_month", "hour", "place", "chair_id", "is_active", "starts_on"),
    ),
    Watched(
        "meetings_meetingseries_invitees",
        by("meetings_meetingseries", "meetingseries_id"),
        ("meetingseries_id", "seat_id"),
    ),
    # What planning itself puts there, and whoever calls a meeting, asks everybody at once.
    Watched(
        "meetings_meeting",
        columns=(
            *("body_id", "series_id", "chair_id", "sitting_id", "period", "status", "cancel_reason"),
            *("starts_at", "place", "postponed_from"),
        ),
        acts=("UPDATE", "DELETE"),
    ),
    Watched("meetings_attendance", _OF_MEETING, ("meeting_id", "person_id", "seat_id"), ("UPDATE", "DELETE")),
)
LOOKED = {"OPEN": (_SERIES,), "ALIGN": (_SERIES,), "PLAN": (*TOWN_TABLES, *RULE_TABLES, *_PLANNED)}
