"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi.matters import actions
from dushi.matters.models import Matter, MatterExtension, MatterPart
from dushi.town.models import Unit
from tests.matters.making import soon
from tests.sample import sample


def matter_in(cast, is_foreign):
    """Handed out to a village: `village`, or that of the next town."""
    town, village = (cast.foreign_town, cast.foreign_village) if is_foreign else (cast.town, cast.village)
    return actions.assign_new(
        town=town,
        title="村口路灯不亮",
        about=village,
        owner_unit=village,
        due_at=soon(),
        source=Matter.Source.MEETING,
        source_obj=None,
        clause="1.4(d)",
        tier=Matter.Tier.AREA,
        by=None,
    )


@sample("matter")
def matter(cast, is_foreign):
    return [matter_in(cast, is_foreign).pk]


@sample("matter_extension")
def extension(cast, is_foreign):
    row = matter_in(cast, is_foreign)
    asked_by = cast.foreigner.person if is_foreign else cast.liaison.person
    made = MatterExtension.objects.create(
        matter=row, due_before=row.due_at, due_at=soon(9), reason="等配件", asked_at=row.raised_at, asked_by=asked_by
    )
    return [made.pk]


def part_in(cast, is_foreign):
    row = matter_in(cast, is_foreign)
    unit: Unit = cast.foreign_office if is_foreign else cast.second_village
    return MatterPart.objects.create(matter=row, unit=unit, task="腾出场地", due_at=soon())


@sample("matter_part")
def part(cast, is_foreign):
    return [part_in(cast, is_foreign).pk]
