"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from inspections.draws import drawing
from inspections.models import Draw
from tests.inspections.draws.stage import frozen
from tests.sample import sample


@sample("draw")
def draw(cast, is_foreign):
    """By itself, not used: the clerk draws from all villages, 纪委人员 witnesses, nobody has written a number."""
    return [(foreign(cast) if is_foreign else frozen(cast, skips_month=False)).pk]


def foreign(cast):
    roll = {"count": 1, "drawer": "尤", "eligible": [], "excluded": [], "replaces": None, "town": "", "witness": "吴"}
    text = drawing.canonical(roll)
    return Draw.objects.create(
        town=cast.foreign_town,
        status_at=clock.now(),
        purpose="邻镇抽取",
        drawer=cast.foreigner.person,
        witness=cast.commission_staff.person,
        frozen_at=clock.now(),
        frozen=text,
        list_hash=drawing.sha256(text),
    )
