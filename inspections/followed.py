"""What the ladders of chapter 2 follow. A mark says the town and nothing else."""

from __future__ import annotations

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
