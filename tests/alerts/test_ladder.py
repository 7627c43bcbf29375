"""Each rung once; a later rung takes the place of the one before; it stops when the thing is done (X.3)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.alerts.models import Alert
from dushi.alerts.tick import climb
from tests.alerts import listed
from tests.cast import Cast

pytestmark = [pytest.mark.usefixtures("at", "things")]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def due():
    """Monday 21 September 2026, 18:00; the clock stands on the Thursday before."""
    return clock.at(clock.date(2026, 9, 21), 18)


def stored():
    """Every rung stored: (object, rung, person) → live, passed or stopped."""
    rows = Alert.objects.values_list("object_id", "rung", "person", "passed_at", "stopped_at")
    return {row[:3]: "stopped" if row[4] else "passed" if row[3] else "live" for row in rows}


def look(moment):
    clock.travel(moment)
    listed.marked()
    return climb(moment)


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_each_rung_is_stored_once_and_takes_the_place_of_the_one_before(cast):
    listed.thing(cast.town, "甲", due(), [cast.liaison], [cast.area_secretary])
    me, chief = cast.liaison.person_id, cast.area_secretary.person_id
    assert look(due() - DAY - MINUTE) == 0
    assert [look(due() - DAY), look(due() - DAY), look(due() - DAY + MINUTE)] == [1, 0, 0]
    assert look(due() + MINUTE) == 1
    assert stored() == {("甲", "before", me): "passed", ("甲", "due", me): "passed", ("甲", "late", me): "live"}
    assert look(due() + 2 * DAY) == 1
    assert stored()["甲", "late", me] == "live" and stored()["甲", "chief", chief] == "live"


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_after_three_weeks_without_a_look_only_the_newest_rung_is_told(cast):
    listed.thing(cast.town, "甲", due(), [cast.liaison], [cast.area_secretary])
    listed.thing(cast.town, "乙", due() + 7 * DAY, [cast.liaison])
    assert look(due() + 21 * DAY) == 3
    live = Alert.objects.live().values_list("object_id", "rung")
    assert set(live) == {("甲", "late"), ("甲", "chief"), ("乙", "late")}
    passed = Alert.objects.filter(passed_at__isnull=False)
    assert passed.count() == 4 and not passed.filter(told_at__isnull=False).exists()


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_it_stops_for_the_thing_done_and_for_whom_it_is_no_business_any_more(cast):
    listed.thing(cast.town, "甲", due(), [cast.liaison, cast.second_liaison])
    look(due() + MINUTE)
    listed.THINGS.clear()
    listed.thing(cast.town, "甲", due(), [cast.liaison])
    look(due() + 2 * MINUTE)
    assert {person for (_, _, person), state in stored().items() if state == "live"} == {cast.liaison.person_id}
    listed.THINGS.clear()
    look(due() + 3 * MINUTE)
    assert set(stored().values()) == {"stopped"}


@pytest.mark.django_db
def test_an_alert_told_by_an_act_is_not_stopped_by_the_ladder_but_by_the_act(cast):
    tell(
        town=cast.town,
        persons=[cast.liaison.person],
        obj=cast.village,
        rung="assigned",
        clause="X.2",
        title="交办",
        url="/",
    )
    look(due())
    assert Alert.objects.live().count() == 1
    assert stop(cast.village) == 1 and not Alert.objects.live().exists()


@pytest.mark.django_db
def test_a_ladder_that_fails_keeps_no_other_from_climbing_stops_nothing_and_is_climbed_again(cast, settings):
    listed.thing(cast.town, "甲", due(), [cast.liaison])
    look(due() - DAY)
    Alert.objects.update(object_type="tests.failing")
    listed.THINGS.clear()
    listed.thing(cast.town, "乙", due(), [cast.liaison])
    settings.ALERT_PROVIDERS = [listed.BROKEN, listed.PATH]
    listed.marked("FAILING")
    with pytest.raises(ExceptionGroup):
        look(due() - DAY + MINUTE)
    assert {key[0] for key, state in stored().items() if state == "live"} == {"甲", "乙"}
    with pytest.raises(ExceptionGroup):
        climb(due() - DAY + 2 * MINUTE)


@pytest.mark.clause("X.3")
@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(-30, 24 * 25), max_size=12))
def test_however_often_and_whenever_one_looks_the_same_is_live_in_the_end(cast, hours):
    listed.THINGS.clear()
    for number, key in enumerate("甲乙丙"):
        listed.thing(cast.town, key, due() + number * DAY, [cast.liaison, cast.second_liaison], [cast.area_secretary])
    with transaction.atomic():
        for hour in sorted(hours):
            look(due() + timedelta(hours=hour))
        look(due() + 26 * DAY)
        often = {key: state for key, state in stored().items() if state == "live"}
        Alert.objects.all().delete()
        look(due() + 26 * DAY)
        once = stored()
        assert often == {key: state for key, state in once.items() if state == "live"}
        assert len(once) == 3 * (3 * 2 + 1)
        transaction.set_rollback(True)


@pytest.mark.clause("X.3")
@pytest.mark.django_db(transaction=True)
def test_three_looks_at_once_store_each_rung_once(at, things):
    cast, gate = Cast(), threading.Barrier(3)
    for key in "甲乙丙丁":
        listed.thing(cast.town, key, due(), [cast.liaison, cast.second_liaison])

    def beat():
        try:
            gate.wait(10)
            climb(due() + MINUTE)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for one in beats:
        one.start()
    for one in beats:
        one.join(60)
    assert Alert.objects.count() == 4 * 3 * 2
    assert Alert.objects.live().count() == 4 * 2


class PowerCut(BaseException):
    pass


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_a_power_cut_at_any_statement_of_a_climb_leaves_nothing_half_done(cast):
    listed.thing(cast.town, "甲", due(), [cast.liaison], [cast.area_secretary])
    look(due() - DAY)
    whole, statement = False, 0
    while not whole:
        statement += 1
        left = statement

        def cut(execute, sql, params, many, context):
            nonlocal left
            left -= 1
            if left == 0:
                raise PowerCut
            return execute(sql, params, many, context)

        before = stored()
        try:
            with transaction.atomic(), connection.execute_wrapper(cut):
                climb(due() + 3 * DAY)
                whole = left > 0
                transaction.set_rollback(True)
        except PowerCut:
            assert stored() == before
    assert statement > 5
    look(due() + 3 * DAY)
    assert sum(state == "live" for state in stored().values()) == 2 and len(stored()) == 4
