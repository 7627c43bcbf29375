"""A district's table of the town, with its columns said and one week kept."""

from dushi import clock
from dushi.district.models import DistrictFilling
from dushi.regulation.periods import Period
from tests.district.workbooks import made
from tests.sample import sample

WEEK = "2026-W01"


def make_table(cast, is_foreign):
    return made(cast.foreign_town, cast.foreigner) if is_foreign else made(cast.town, cast.clerk)


@sample("district table")
def district_table(cast, is_foreign):
    return [make_table(cast, is_foreign).pk]


@sample("district week")
def district_week(cast, is_foreign):
    return [make_table(cast, is_foreign).pk, Period.of(Period.Kind.WEEK, clock.today()).key]


@sample("district filling")
def district_filling(cast, is_foreign):
    table = make_table(cast, is_foreign)
    kept = DistrictFilling.objects.create(table=table, period=WEEK, at=clock.now(), content=b"x", villages=1)
    return [kept.pk]
