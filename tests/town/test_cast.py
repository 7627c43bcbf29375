"""The cast itself: cheap to build, and everybody is who they say."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import AREAS, Cast, client_of


def test_the_cast_is_built_with_few_queries(db):
    with CaptureQueriesContext(connection) as queries:
        Cast()
    assert len(queries) < 12


def test_everybody_of_the_cast_is_in_post(cast):
    assert all(user.rights.has_post and user.rights.town_id == cast.town.pk for user in cast.everybody().values())
    assert cast.foreigner.rights.town_id == cast.foreign_town.pk


def test_an_area_secretary_serves_the_villages_of_the_area_alone(cast):
    mine = {getattr(cast, name).pk for name in AREAS["area"]}
    assert cast.area_secretary.rights.units == mine | {cast.area.pk}
    assert not cast.area_secretary.rights.serves(cast.other_village.pk)


def test_a_liaison_sees_own_villages_alone(cast):
    from dushi.town.models import Unit

    assert set(Unit.objects.visible_to(cast.liaison)) == {cast.village, cast.second_village}


def test_an_empty_seat_has_nobody(cast):
    assert cast.empty_seat.holder_on() is None
    assert cast.seat(cast.village, "LIAISON", 2).holder_on() == cast.second_liaison.person


def test_client_of_is_logged_in(cast):
    assert client_of(cast.liaison).session["_auth_user_id"] == str(cast.liaison.pk)
