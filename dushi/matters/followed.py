"""What the ladder of matters follows (matters/ladder.py)."""

from __future__ import annotations

from dushi.records.marking import Watched, by

_MATTER = by("matters_matter", "matter_id")

FOLLOWED = {
    "MATTERS": (
        Watched("matters_matter"),
        Watched("matters_matterpart", _MATTER),
        Watched("matters_matterverifier", _MATTER),
    )
}
