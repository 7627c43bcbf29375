"""Examples for the test that opens every address as everybody: accepted by clerk, in the next town by foreigner."""

from __future__ import annotations

from dushi import chance, clock
from inspections.models import PublicReport, PublicReportPhoto
from tests.sample import sample


def stored(cast, is_foreign):
    town, village = (cast.foreign_town, cast.foreign_village) if is_foreign else (cast.town, cast.village)
    person = cast.foreigner.person if is_foreign else cast.clerk.person
    today = clock.today()
    return PublicReport.objects.create(
        town=town,
        kind=PublicReport.Kind.PETITION,
        channel=PublicReport.Channel.VISIT,
        received_on=today,
        status=PublicReport.Status.ACCEPTED,
        status_on=today,
        about=village,
        text="排水沟堵了。",
        code_hash=chance.token(24),
        handler=person,
        handed_on=today,
        handed_by=person,
        accepted_on=today,
    )


@sample("public report")
def public_report(cast, is_foreign):
    return [stored(cast, is_foreign).pk]


@sample("photo of a public report")
def photo(cast, is_foreign):
    report = stored(cast, is_foreign)
    return [report.pk, PublicReportPhoto.objects.create(report=report, position=1, content=b"jpeg").pk]


@sample("step of a public report")
def step(cast, is_foreign):
    return [stored(cast, is_foreign).pk, "answer"]
