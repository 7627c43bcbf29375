"""Examples for the test that opens every address as everybody."""

from datetime import date

from dushi import clock
from dushi.obligations.calendar_links import make_link
from dushi.obligations.models import Obligation
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Duty
from dushi.regulation.rulebook import read
from tests.sample import sample


@sample("obligation")
def obligation(cast, is_foreign):
    load_regulation(book=read())
    village = cast.foreign_village if is_foreign else cast.village
    due = clock.at(date(2026, 9, 16), 18)
    row = Obligation.objects.create(
        town=village.town,
        duty=Duty.objects.get(key="1.4.r"),
        holder_unit=village,
        scope=village,
        area=village.area_on(date(2026, 9, 14)),
        period="2026-W38",
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 20),
        due_at=due,
        late_until=due,
        opened_at=clock.at(date(2026, 9, 14)),
    )
    return [row.pk]


@sample("obligation_cell")
def cell(cast, is_foreign):
    """A cell names no object of a town: each town finds its own behind it."""
    if is_foreign:
        return None
    load_regulation(book=read())
    return ["1.4.r", "2026-W38"]


@sample("calendar_feed")
def feed(cast, is_foreign):
    """The secret itself opens the calendar, whoever holds it."""
    return [make_link(person=cast.liaison.person, by=cast.liaison)]
