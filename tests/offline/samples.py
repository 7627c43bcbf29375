"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import chance, clock
from dushi.offline.models import Copy, Kind, Receipt, Upload
from tests.meetings.reports.samples import filed
from tests.meetings.visits.samples import visit
from tests.sample import sample


@sample("photo on its way")
def photo_on_its_way(cast, is_foreign):
    """Of the report of `village`, begun by its officer."""
    report = filed(cast, is_foreign)
    begun = Upload.objects.create(
        key=chance.uuid4(),
        user=report.author.user,
        kind=Kind.REPORT,
        object_id=str(report.pk),
        name="现场.jpg",
        size=10,
        sha256="0" * 64,
        touched_at=clock.now(),
    )
    return [begun.pk]


@sample("copy beside a visit")
def copy_beside_a_visit(cast, is_foreign):
    """Beside the visit to `village`."""
    pk = visit(cast, is_foreign)[0]
    by, town = (cast.foreigner, cast.foreign_town) if is_foreign else (cast.clerk, cast.town)
    copy = Copy.objects.create(
        town=town,
        kind=Kind.VISIT,
        key=chance.uuid4(),
        person=by.person,
        received_at=clock.now(),
        title="示例一村调研",
        object_type="meetings.visit",
        object_id=str(pk),
        url=f"/visits/{pk}/",
        stands=[["看到的情况", "看了两户。"]],
        body=[["看到的情况", "看了三户。"]],
        body_sha256="0" * 64,
    )
    return [copy.pk]


@sample("receipt of a report")
def receipt_of_a_report(cast, is_foreign):
    """Of the report of `village`, sent by its officer."""
    return [Receipt.objects.get(key=filed(cast, is_foreign).pk).pk]
