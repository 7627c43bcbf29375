"""What planning is a function of beside the town and the rules: series, who they invite, and what stands planned."""

from __future__ import annotations

from dushi.obligations.look_triggers import Watched

_OF_SERIES = "(SELECT s.town_id FROM meetings_meetingseries s WHERE s.id = {row}.meetingseries_id)"
_OF_MEETING = "(SELECT m.town_id FROM meetings_meeting m WHERE m.id = {row}.meeting_id)"

#: A body's usual day is read by opening and realigning as well.
SERIES = Watched("meetings_meetingseries", ("body_id", "weekday", "is_active"), "{row}.town_id")
PLANNED = (
    Watched(
        "meetings_meetingseries",
        ("body_id", "weekday", "week_of_month", "hour", "place", "chair_id", "is_active", "starts_on"),
        "{row}.town_id",
    ),
    Watched("meetings_meetingseries_invitees", ("meetingseries_id", "seat_id"), _OF_SERIES),
    # What planning itself puts there, and whoever calls a meeting, asks everybody at once.
    Watched(
        "meetings_meeting",
        (
            *("body_id", "series_id", "chair_id", "sitting_id", "period", "status", "cancel_reason"),
            *("starts_at", "place", "postponed_from"),
        ),
        "{row}.town_id",
        ("UPDATE", "DELETE"),
    ),
    Watched("meetings_attendance", ("meeting_id", "person_id", "seat_id"), _OF_MEETING, ("UPDATE", "DELETE")),
)
