"""What every ladder follows: who holds which post, which village lies where, the calendar and the rule book."""

from __future__ import annotations

from dushi.alerts.models import DIGEST, EVERY, Look
from dushi.records.marking import Watched, by

MARKS = Look._meta.db_table
_SEAT = by("town_seat", "seat_id")

FOLLOWED = {
    EVERY: (
        Watched("town_post", _SEAT),
        Watched("town_handover", _SEAT),
        Watched("town_seat", columns=("town_id", "unit_id", "kind")),
        Watched("town_unit", columns=("town_id", "kind", "valid_from", "valid_to"), acts=("UPDATE", "DELETE")),
        Watched("town_areamembership", by("town_unit", "village_id")),
        Watched("regulation_calendarday", "NULL"),
        Watched("regulation_duty", "NULL", columns=("ladder",), acts=("UPDATE",)),
    ),
    DIGEST: (
        Watched("town_town", "{row}.id", acts=("INSERT",)),
        Watched("alerts_alertsettings", columns=("digest_at", "quiet_from", "quiet_to"), acts=("INSERT", "UPDATE")),
    ),
}
