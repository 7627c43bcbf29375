"""What the ladders of chapter 2 follow, and the steps that look at plans and at who handles reports. A mark says the
town and nothing else."""

from __future__ import annotations

from dushi.obligations.followed import POST, RULE_TABLES, SEAT, TOWN, UNIT
from dushi.records.marking import Watched, by

FOLLOWED = {
    "INSPECT": (
        Watched("inspections_inspection"),
        Watched("inspections_inspectionmember", by("inspections_inspection", "inspection_id")),
    ),
    "PUBLIC": (Watched("inspections_publicreport"),),
    "CROSS": (
        Watched("inspections_crosscheck"),
        Watched("inspections_crosscheckanswer", by("inspections_crosscheck", "crosscheck_id")),
    ),
}

LOOKED = {
    "SERVE": (
        TOWN,
        UNIT,
        *RULE_TABLES,
        Watched("inspections_inspectionplan", "{row}.town_id", ("status",), ("INSERT", "UPDATE")),
    ),
    "ORPHANS": (UNIT, SEAT, POST),
}
