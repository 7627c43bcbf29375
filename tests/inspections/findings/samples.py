"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from inspections.models import CrossCheck, CrossCheckAnswer, Finding, Inspection
from tests.inspections.samples import stored
from tests.sample import sample

UNDER_WAY = Inspection.Status.UNDER_WAY


def finding_in(cast, is_foreign, item="2.1(1)", **more):
    """Of `village` (or that of the next town), not handed out."""
    made = stored(cast, is_foreign, UNDER_WAY)
    if more.get("is_sealed"):
        made.lead_unit = made.lead_unit if is_foreign else cast.commission
        made.save()
    unit = cast.foreign_village if is_foreign else cast.village
    by = cast.foreigner if is_foreign else cast.clerk
    given = {"title": "值班记录不全", "evidence": "查了三周。", "measure": "补齐。"} | more
    return Finding.objects.create(
        town=made.town, inspection=made, unit=unit, item=item, found_at=clock.now(), found_by=by.person, **given
    )


@sample("finding place")
def place(cast, is_foreign):
    made = stored(cast, is_foreign, UNDER_WAY)
    return [made.pk, (cast.foreign_village if is_foreign else cast.village).pk]


@sample("finding")
def finding(cast, is_foreign):
    return [finding_in(cast, is_foreign).pk]


@sample("sealed finding")
def sealed(cast, is_foreign):
    return [finding_in(cast, is_foreign, "2.2(1)", is_sealed=True).pk]


def crosscheck_in(cast, is_foreign):
    row = finding_in(cast, is_foreign)
    now = clock.now()
    check = CrossCheck.objects.create(
        town=row.town, finding=row, question="值班记录是否齐全？", asked_at=now, asked_by=row.found_by,
        due_at=now + timedelta(days=7),
    )  # fmt: skip
    return CrossCheckAnswer.objects.create(crosscheck=check, unit=row.unit)


@sample("crosscheck")
def crosscheck(cast, is_foreign):
    return [crosscheck_in(cast, is_foreign).crosscheck_id]


@sample("crosscheck answer")
def answer(cast, is_foreign):
    return [crosscheck_in(cast, is_foreign).pk]
