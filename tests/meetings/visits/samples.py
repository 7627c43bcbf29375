"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from dushi.town.models import Person
from meetings.models import Visit, VisitParticipant
from tests.sample import sample


@sample("visit")
def visit(cast, is_foreign):
    """To `village`, entered by the clerk for member, with liaison; nobody has answered yet."""
    village, by = (cast.foreign_village, cast.foreigner) if is_foreign else (cast.village, cast.clerk)
    went: list[Person] = [by.person] if is_foreign else [cast.member.person, cast.liaison.person]
    made = Visit.objects.create(
        town=village.town,
        village=village,
        visited_on=clock.today(),
        seen="看了两户。",
        recorded_at=clock.now(),
        recorded_by=by.person,
    )
    VisitParticipant.objects.bulk_create(VisitParticipant(visit=made, person=person) for person in went)
    return [made.pk]
