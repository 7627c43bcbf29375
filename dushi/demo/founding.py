"""The empty town: rule book, calendar, villages, and the administrator who sets it up."""

from __future__ import annotations

from datetime import date

from dushi.regulation import loading, rulebook
from dushi.regulation.models import MergedWeek
from dushi.regulation.periods import Period
from dushi.regulation.seeding import seed_calendar
from dushi.town.founding import data_file, first_administrator, found_town, read_villages
from dushi.town.models import Town, User

CODE, NAME, COUNTY = "371702104", "都司镇", "菏泽市牡丹区"
SETTER = "示例·唐某"


def found(live_from: date) -> tuple[Town, User]:
    """Load what comes with the product and found the town; nothing opens before `live_from`."""
    loading.load_regulation(book=rulebook.read(rulebook.DEFAULT))
    seed_calendar()
    path = data_file(CODE)
    villages = read_villages(path, CODE) if path else []
    town = found_town(code=CODE, name=NAME, county=COUNTY, live_from=live_from, villages=villages)
    first_administrator(town=town, name=SETTER, login="guanli")
    _merge_one_week(live_from)
    return town, User.objects.select_related("person").get(username="guanli")


def _merge_one_week(live_from: date) -> None:
    """Where no holiday shortens any of the weeks, the seventh is 并入 the eighth, so that the demo shows one."""
    weeks = [Period.of(Period.Kind.WEEK, live_from)]
    while len(weeks) < 12:
        weeks.append(weeks[-1].next())
    if any(MergedWeek.objects.filter(year=week.year, week=week.number).exists() for week in weeks):
        return
    short, into = weeks[6], weeks[7]
    MergedWeek.objects.create(
        year=short.year, week=short.number, into_year=into.year, into_week=into.number, is_by_hand=True, note="示例"
    )
