"""One digest per person and day, at its hour, outside the quiet hours (X.3)."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dushi import clock
from dushi.alerts.actions import choose_channels, stop, tell
from dushi.alerts.kinds import Kind
from dushi.alerts.models import Alert, AlertSettings, Delivery, Robot
from dushi.alerts.tick import climb, digest
from tests.alerts import listed
from tests.alerts.conftest import give_addresses
from tests.cast import Cast

pytestmark = [pytest.mark.usefixtures("at", "things")]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
#: Tuesday 22 September 2026, the hour of the digest.
HOUR = clock.at(date(2026, 9, 22), 7, 30)


def look(moment):
    """What the tick does, but for sending."""
    clock.travel(moment)
    climb(moment)
    return digest(moment)


def mails(**more):
    return Delivery.objects.filter(channel=Delivery.Channel.EMAIL, **more)


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_each_person_gets_one_digest_a_day_at_its_hour_with_everything_in_it(cast, addresses):
    for key in "甲乙丙":
        listed.thing(cast.town, key, HOUR - timedelta(hours=1), [cast.liaison], [cast.area_secretary])
    look(HOUR - MINUTE)
    assert not mails().exists()
    assert look(HOUR) == 1 and look(HOUR + MINUTE) == 0
    mail = mails().get()
    assert mail.person == cast.liaison.person and mail.subject == "今日提醒3件"
    for key in "甲乙丙":
        assert f"{key}未报送（责任：示例一村；时限：9月22日6:30；依据：制度1.4）" in mail.body
    assert look(HOUR + DAY) == 0
    assert look(HOUR + 2 * DAY) == 1  # the chief's rung fell two days after


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_after_three_weeks_without_a_look_each_person_gets_one_digest(cast, addresses):
    for number in range(4):
        listed.thing(
            cast.town, str(number), HOUR + number * 5 * DAY, [cast.liaison, cast.second_liaison], [cast.area_secretary]
        )
    look(HOUR - DAY)
    Delivery.objects.all().delete()
    look(HOUR + 21 * DAY + timedelta(hours=3))
    look(HOUR + 21 * DAY + timedelta(hours=3, minutes=1))
    assert sorted(mail.person.name for mail in mails()) == ["示例·冯某", "示例·卫某", "示例·褚某"]
    assert not Alert.objects.filter(passed_at__isnull=False, told_at__gte=HOUR).exists()


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_what_stays_undone_is_told_again_after_the_cool_down_and_never_once_it_is_done(cast, addresses):
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    days = [day for day in range(8) if look(HOUR + day * DAY)]
    assert days == [0, 3, 6]
    assert "已提醒过、仍未办结（1件）" in mails().latest("pk").body
    listed.THINGS.clear()
    assert not [day for day in range(8, 20) if look(HOUR + day * DAY)]


@pytest.mark.django_db
def test_what_was_read_in_the_product_is_not_told_again_by_mail_until_it_is_late_for_days(cast, addresses):
    listed.thing(cast.town, "甲", HOUR + timedelta(hours=4), [cast.liaison])
    clock.travel(HOUR - MINUTE)
    climb(HOUR - MINUTE)
    Alert.objects.update(read_at=HOUR - MINUTE)
    assert look(HOUR) == 0
    assert look(HOUR + DAY) == 1  # late since: a rung of its own
    Alert.objects.update(read_at=HOUR + DAY)
    assert [day for day in range(2, 8) if look(HOUR + day * DAY)] == [4, 7]


@pytest.mark.django_db
def test_the_hours_are_the_towns_own(cast, addresses):
    AlertSettings.objects.create(town=cast.town, digest_at=time(12), cool_down_days=1)
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    assert look(HOUR) == 0
    assert look(clock.at(date(2026, 9, 22), 12)) == 1
    assert look(clock.at(date(2026, 9, 23), 11, 59)) == 0
    assert look(clock.at(date(2026, 9, 23), 12)) == 1


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_a_digest_missed_until_the_quiet_hours_waits_for_the_morning(cast, addresses):
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    assert look(clock.at(date(2026, 9, 22), 21)) == 0
    assert look(clock.at(date(2026, 9, 23), 6, 59)) == 0
    assert look(clock.at(date(2026, 9, 23), 7, 29)) == 0
    assert look(HOUR + DAY) == 1


@pytest.mark.clause("X.3")
@pytest.mark.django_db
def test_what_is_urgent_goes_at_once_in_the_quiet_hours_too_and_not_again_in_the_digest(cast, addresses):
    clock.travel(clock.at(date(2026, 9, 21), 23))
    given = {
        "town": cast.town,
        "obj": cast.area,
        "rung": "postponed",
        "clause": "1.4",
        "title": "调度会改期至周五",
        "url": "/",
    }
    assert tell(persons=[cast.liaison.person, cast.second_liaison.person], urgent=True, **given) == 2
    assert tell(persons=[cast.liaison.person], urgent=True, **given) == 0
    assert mails().waiting().count() == 2
    assert look(HOUR) == 0 and mails().count() == 2


@pytest.mark.django_db
def test_whoever_wants_no_mail_or_has_no_address_is_told_in_the_product_alone(cast, addresses):
    choose_channels(by=cast.liaison, channels={kind: [] for kind in Kind})
    type(cast.second_liaison.person).objects.filter(pk=cast.second_liaison.person_id).update(email="")
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison, cast.second_liaison, cast.village_head])
    assert look(HOUR) == 1 and mails().get().person == cast.village_head.person
    assert Alert.objects.live().filter(told_at=HOUR).count() == 3


@pytest.mark.django_db
def test_without_a_mail_server_no_mail_is_written_that_would_never_leave(cast, addresses, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    assert look(HOUR) == 0 and not mails().exists()


@pytest.mark.django_db
def test_what_was_stopped_before_its_hour_is_not_told(cast, addresses):
    tell(
        town=cast.town,
        persons=[cast.liaison.person],
        obj=cast.village,
        rung="assigned",
        clause="X.2",
        title="交办",
        url="/",
    )
    stop(cast.village)
    assert look(HOUR) == 0


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_the_digest_costs_the_same_however_many_people_and_alerts_there_are(cast, addresses):
    def questions(moment):
        clock.travel(moment)
        climb(moment)
        with CaptureQueriesContext(connection) as asked:
            assert digest(moment)
        return len(asked)

    look(HOUR - DAY)
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    few = questions(HOUR)
    for number in range(30):
        listed.thing(cast.town, str(number), HOUR + DAY - timedelta(hours=1), list(cast.everybody().values()))
    assert questions(HOUR + DAY) == few


@pytest.mark.clause("X.3")
@pytest.mark.django_db(transaction=True)
def test_three_digests_at_once_are_one(at, things):
    cast, gate = Cast(), threading.Barrier(3)
    give_addresses(cast)
    listed.thing(cast.town, "甲", HOUR - timedelta(hours=1), [cast.liaison])
    clock.travel(HOUR)
    climb(HOUR)

    def beat():
        try:
            gate.wait(10)
            digest(HOUR)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for one in beats:
        one.start()
    for one in beats:
        one.join(60)
    assert mails().count() == 1


def lines_of_week(unit, at):
    yield f"{unit}：周调度报告 6 项（制度1.4）"


@pytest.mark.clause("X.3", "1.4")
@pytest.mark.django_db
def test_a_groups_robot_gets_the_weeks_text_once_a_week(cast, settings):
    settings.ROBOT_TEXT_PROVIDERS = ["tests.alerts.test_digest.lines_of_week"]
    Robot.objects.create(town=cast.town, unit=cast.area, name="一管区群", env_key="ROBOT_ONE")
    Robot.objects.create(town=cast.town, unit=cast.other_area, name="停用", env_key="ROBOT_TWO", is_active=False)
    monday = clock.at(date(2026, 9, 21), 7, 30)
    assert [look(monday + day * DAY) for day in range(8)] == [1, 0, 0, 0, 0, 0, 0, 1]
    text = Delivery.objects.earliest("pk")
    assert (text.subject, text.body) == ("示例一管区2026年第39周提示", "示例一管区：周调度报告 6 项（制度1.4）")
