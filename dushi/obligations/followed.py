"""What the ladder of obligations follows, each one by itself; and what opening, realigning and planning follow."""

from __future__ import annotations

from dushi.alerts.looks import OPENED
from dushi.records.marking import Watched, by

_ITSELF = "CAST({row}.id AS text)"

FOLLOWED = {
    "OWED": (
        Watched("obligations_obligation", acts=("INSERT",), item=f"'{OPENED}'"),
        Watched(
            "obligations_obligation",
            columns=(
                *("due_at", "late_until", "fulfilled_at", "made_up_at", "excused_at"),
                *("duty_id", "holder_unit_id", "holder_seat_id", "area_id", "kept_by_id"),
            ),
            acts=("UPDATE",),
            item=_ITSELF,
        ),
        Watched("obligations_obligation", acts=("DELETE",), item=_ITSELF),
    )
}

_DATED = ("valid_from", "valid_to")
_OF_SEAT = by("town_seat", "seat_id")

TOWN = Watched("town_town", "{row}.id", ("live_from",), ("INSERT", "UPDATE"))
UNIT = Watched("town_unit", columns=("town_id", "kind", *_DATED))
SEAT = Watched("town_seat", columns=("town_id", "unit_id", "kind", "ordinal"))
POST = Watched("town_post", _OF_SEAT, ("seat_id", "person_id", "is_acting", *_DATED))
#: What opening, realigning and planning are functions of, in the rooms below. A later room adds its own.
TOWN_TABLES = (
    *(TOWN, UNIT, SEAT, POST),
    Watched("town_areamembership", by("town_unit", "village_id"), ("village_id", "area_id", *_DATED)),
    Watched("town_leave", by("town_person", "person_id"), ("person_id", *_DATED)),
    Watched("town_handover", _OF_SEAT, ("seat_id", '"on"', "grace_until")),
)
RULE_TABLES = (
    Watched("regulation_regulation", "NULL", ("effective_from", "superseded_on", "settings")),
    Watched(
        "regulation_duty",
        "NULL",
        ("key", "regulation_id", "cadence", "holder_type", "holder_kind", "place", "due", "page"),
    ),
    Watched("regulation_calendarday", "NULL", ("day", "kind")),
    Watched("regulation_mergedweek", "NULL", ("year", "week", "into_year", "into_week")),
)
_OWN_TABLES = (
    Watched("obligations_obligation", acts=("DELETE",)),
    Watched(
        "obligations_obligation",
        columns=("fulfilled_at", "made_up_at", "missed_at", "excused_by_id"),
        acts=("UPDATE",),
        undone=True,
    ),
)
LOOKED = dict.fromkeys(("OPEN", "ALIGN"), (*TOWN_TABLES, *RULE_TABLES, *_OWN_TABLES))
