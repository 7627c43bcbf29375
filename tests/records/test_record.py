"""履历: written by acts, kept for ever."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.links import url_of
from dushi.records.models import Event, history_of
from dushi.records.providers import providers
from dushi.records.triggers import TABLES


def test_an_act_leaves_one_line_that_outlives_its_object(cast):
    record("设立村", cast.village, by=cast.clerk, clause="1.0", reason="区划调整", data={"n": 1})
    name = cast.village.name
    cast.village.delete()
    event = Event.objects.get()
    assert (event.actor_label, event.verb, event.object_label, event.clause) == ("示例·王某", "设立村", name, "1.0")
    assert event.town == cast.town


def test_without_an_actor_it_was_the_system(cast):
    assert record("打开", cast.village).actor_label == "系统"


def test_event_time_stands_beside_recorded_time(cast):
    moment = clock.now()
    event = record("补录", cast.village, by=cast.clerk, at=moment, happened_at=moment - timedelta(days=2))
    assert event.happened_at < event.at


def test_the_history_of_an_object_is_its_own_oldest_first(cast):
    for verb in ("甲", "乙"):
        record(verb, cast.village, by=cast.clerk)
    record("丙", cast.second_village, by=cast.clerk)
    assert [event.verb for event in history_of(cast.village)] == ["甲", "乙"]


@pytest.mark.parametrize(
    "change",
    [
        lambda event: Event.objects.filter(pk=event.pk).update(verb="改"),
        lambda event: event.delete(),
        lambda event: event.save(),
        lambda event: Event.objects.all().delete(),
    ],
)
def test_the_database_itself_refuses_to_change_history(cast, change):
    event = record("设立村", cast.village, by=cast.clerk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(event)
    assert Event.objects.get().verb == "设立村"


def test_raw_sql_is_refused_too(cast):
    record("设立村", cast.village, by=cast.clerk)
    for statement in ("UPDATE records_event SET verb = 'x'", "DELETE FROM records_event"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_append_only_table_is_there(db):
    assert set(TABLES) <= set(connection.introspection.table_names())


def test_an_act_that_fails_leaves_no_line(cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        record("设立村", cast.village, by=cast.clerk)
        raise RuntimeError
    assert not Event.objects.exists()


def test_a_kept_reference_leads_to_its_page_or_nowhere(cast):
    assert url_of("town.unit", str(cast.village.pk)) == f"/units/{cast.village.pk}/"
    assert url_of("town.town", "1") == ""
    assert url_of("", "") == ""


def test_providers_are_found_by_their_path(settings):
    settings.WORK_PROVIDERS = ["dushi.records.links.url_of"]
    assert providers("WORK_PROVIDERS") == [url_of]
