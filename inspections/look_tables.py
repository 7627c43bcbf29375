"""Beside which tables of the town the steps of this room look: its plans, and in which seats handlers serve."""

from __future__ import annotations

from dushi.obligations.look_triggers import RULE_TABLES, TOWN_TABLES, Watched

_BY_NAME = {one.table: one for one in TOWN_TABLES}
SERVED = (
    _BY_NAME["town_town"],
    _BY_NAME["town_unit"],
    *RULE_TABLES,
    Watched("inspections_inspectionplan", ("status",), "{row}.town_id", ("INSERT", "UPDATE")),
)
HANDLED = tuple(_BY_NAME[table] for table in ("town_unit", "town_seat", "town_post"))
