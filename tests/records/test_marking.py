"""The database marks whatever a step of the tick follows (records/marking.py)."""

from __future__ import annotations

from django.db import connection

from accountability import followed as of_accountability
from dushi.alerts import followed as of_alerts
from dushi.matters import followed as of_matters
from dushi.obligations import followed as of_obligations
from dushi.records.marking import names
from inspections import followed as of_inspections
from meetings import followed as of_meetings

LADDERS = (of_alerts, of_obligations, of_matters, of_meetings, of_inspections, of_accountability)
LOOKS = (of_obligations, of_meetings, of_inspections)
LAID = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_every_table_that_is_followed_still_has_its_triggers(db):
    """A migration that makes a table anew on SQLite drops them silently."""
    followed = [room.FOLLOWED for room in LADDERS] + [room.LOOKED for room in LOOKS]
    with connection.cursor() as cursor:
        cursor.execute(LAID[connection.vendor])
        assert set().union(*map(names, followed)) <= {name for (name,) in cursor.fetchall()}
