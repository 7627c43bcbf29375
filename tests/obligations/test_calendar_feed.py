"""The secret link of one person's calendar, and what a calendar programme gets by it."""

from datetime import date, timedelta

import icalendar
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.obligations.calendar_links import digest, make_link, reader_of, revoke_link
from dushi.obligations.contracts import CalendarEntry
from dushi.obligations.feed import feed_of
from dushi.obligations.models import CalendarLink
from dushi.records.models import Event
from dushi.town.models import Post
from tests.cast import client_of
from tests.obligations.conftest import tick
from tests.scale import grow

THURSDAY = date(2026, 9, 17)


def link_of(user):
    return make_link(person=user.person, by=user)


def fetch(token, **headers):
    return Client(headers=headers).get(reverse("calendar_feed", args=[token]))


def events(token):
    return list(icalendar.Calendar.from_ical(fetch(token).content).walk("VEVENT"))


@pytest.fixture
def meeting(settings, monkeypatch):
    """One meeting on everybody's calendar, as a room above would give it."""
    settings.CALENDAR_PROVIDERS = ["tests.obligations.test_calendar_feed.provided"]
    return {
        "day": THURSDAY,
        "title": "示例一管区调度会",
        "url": "/meetings/7/",
        "uid": "meeting-7@dushi",
        "at": clock.at(THURSDAY, 15),
        "minutes": 90,
        "place": "三楼会议室",
    }


SHOWN = []


def provided(user, first, last):
    return list(SHOWN)


@pytest.fixture
def show(monkeypatch, meeting):
    def put(**more):
        monkeypatch.setattr("tests.obligations.test_calendar_feed.SHOWN", [CalendarEntry(**{**meeting, **more})])

    return put


# The link -----------------------------------------------------------------------------------------------------------


def test_the_address_is_shown_once_and_only_its_hash_is_kept(live):
    client = client_of(live.liaison)
    address = client.post(reverse("calendar_link")).context["address"]
    token = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert CalendarLink.objects.get().token_sha256 == digest(token)
    assert token not in client.get(reverse("calendar_link")).content.decode()
    assert token not in str(list(Event.objects.values()))


def test_the_page_with_the_address_is_kept_nowhere(live):
    answer = client_of(live.liaison).post(reverse("calendar_link"))
    assert "no-store" in answer["Cache-Control"]


def test_the_public_address_is_used_where_there_is_one(live, settings):
    settings.PUBLIC_URL = "https://dushi.example.cn/"
    address = client_of(live.liaison).post(reverse("calendar_link")).context["address"]
    assert address.startswith("https://dushi.example.cn/calendar/feed/")


def test_a_new_link_ends_the_one_before(live):
    old, new = link_of(live.liaison), link_of(live.liaison)
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)


def test_a_revoked_link_answers_like_one_that_never_was(live):
    token = link_of(live.liaison)
    client_of(live.liaison).post(reverse("calendar_link_revoke"))
    assert fetch(token).status_code == fetch("nobody").status_code == 404
    assert fetch(token).content == fetch("nobody").content


def test_revoking_twice_has_no_second_effect(live):
    link_of(live.liaison)
    assert revoke_link(person=live.liaison.person, by=live.liaison)
    assert not revoke_link(person=live.liaison.person, by=live.liaison)
    assert Event.objects.filter(verb="停用日历订阅地址").count() == 1


def test_nobody_revokes_the_link_of_another(live):
    token = link_of(live.liaison)
    client_of(live.second_liaison).post(reverse("calendar_link_revoke"))
    assert fetch(token).status_code == 200


def test_one_person_has_one_live_link_at_most(live):
    link_of(live.liaison)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarLink.objects.create(person=live.liaison.person, token_sha256="x", made_at=clock.now())


def test_the_link_ends_with_the_last_post_and_with_the_login(live):
    token = link_of(live.liaison)
    live.liaison.is_active = False
    live.liaison.save()
    assert fetch(token).status_code == 404
    live.liaison.is_active = True
    live.liaison.save()
    assert fetch(token).status_code == 200
    Post.objects.filter(person=live.liaison.person).update(valid_to=clock.today() - timedelta(days=1))
    assert fetch(token).status_code == 404


def test_whose_only_post_is_administrator_has_no_calendar(live):
    assert reader_of(make_link(person=live.admin.person, by=live.admin)) is None


# The feed -----------------------------------------------------------------------------------------------------------


def test_a_programme_gets_the_meeting_with_its_hour_and_place(live, show, settings):
    settings.PUBLIC_URL = "https://dushi.example.cn"
    show()
    event = next(one for one in events(link_of(live.clerk)) if one["UID"] == "meeting-7@dushi")
    assert event["SUMMARY"] == "示例一管区调度会"
    assert event["LOCATION"] == "三楼会议室"
    assert event["DTSTART"].dt == clock.at(THURSDAY, 15)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert event["URL"] == "https://dushi.example.cn/meetings/7/"
    assert "DESCRIPTION" not in event


def test_a_cancelled_meeting_is_told_as_cancelled(live, show):
    show(is_cancelled=True)
    assert [one["STATUS"] for one in events(link_of(live.clerk)) if "meeting" in one["UID"]] == ["CANCELLED"]


def test_a_whole_day_is_a_date(live, show):
    show(at=None, kind="visit", title="示例一村调研")
    event = next(one for one in events(link_of(live.clerk)) if one["SUMMARY"] == "示例一村调研")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (THURSDAY, THURSDAY + timedelta(days=1))


@pytest.mark.clause("1.4.r")
def test_what_is_due_ends_with_its_due_moment(live):
    event = next(one for one in events(link_of(live.liaison)) if one["SUMMARY"].startswith("到期"))
    assert event["DTEND"].dt == clock.at(date(2026, 9, 23), 18)
    assert event["TRANSP"] == "TRANSPARENT"


def test_it_holds_what_the_person_sees_and_nothing_else(live):
    mine, other = fetch(link_of(live.liaison)).content, fetch(link_of(live.other_liaison)).content
    assert "示例一村" in icalendar.Calendar.from_ical(mine).to_ical().decode().replace("\r\n ", "")
    assert "示例一村" not in other.decode().replace("\r\n ", "")


def test_it_needs_no_login_and_gives_none(live):
    answer = fetch(link_of(live.liaison))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert not answer.cookies


def test_a_programme_that_asks_again_is_told_that_nothing_changed(live):
    token = link_of(live.liaison)
    first = fetch(token)
    assert fetch(token, if_none_match=first["ETag"]).status_code == 304
    assert "private" in first["Cache-Control"]


def test_asking_over_and_over_costs_next_to_nothing(live, django_assert_max_num_queries):
    token = link_of(live.liaison)
    fetch(token)
    with django_assert_max_num_queries(5):
        fetch(token)


def test_an_unknown_link_costs_one_query(live, django_assert_num_queries):
    with django_assert_num_queries(1):
        reader_of("guessed")


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_a_feed_costs_the_same_at_2300_villages(live):
    users = (live.clerk, live.secretary)
    small = [cost(user) for user in users]
    grow(live.town)
    tick()
    assert [cost(user) for user in users] == small


def cost(user):
    """Queries of a feed that is not kept yet."""
    feed_of(user, clock.now())
    with CaptureQueriesContext(connection) as captured:
        feed_of(user, clock.now())
    return len(captured)
