"""例会: said in words with its next dates before it is saved; what was planned moves with it."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from dushi import clock
from dushi.town.models import Seat
from meetings.models import Meeting, MeetingSeries
from meetings.planning import weekday
from meetings.series_actions import preview, save_series
from tests.cast import client_of
from tests.meetings.conftest import meeting_of


@pytest.fixture
def answers(meeting_town):
    chair = meeting_town.seat(meeting_town.area, Seat.Kind.AREA_SECRETARY)
    return {"weekday": "3", "hour": "10:00", "place": "管区会议室", "chair": chair.pk, "is_active": "on"}


@pytest.mark.clause("1.4")
def test_the_schedule_is_shown_in_words_with_its_dates_before_it_is_saved(meeting_town, answers):
    client = client_of(meeting_town.area_secretary)
    url = reverse("series_edit", args=[meeting_town.area.pk])
    page = client.post(url, answers | {"preview": "1"}).content.decode()
    assert "每周三 10:00" in page
    assert "9月23日（周三）10:00" in page
    assert MeetingSeries.objects.get(body=meeting_town.area).weekday == 4
    client.post(url, answers | {"save": "1"})
    assert MeetingSeries.objects.get(body=meeting_town.area).weekday == 3


def test_what_was_planned_moves_with_the_series(meeting_town, answers):
    client_of(meeting_town.area_secretary).post(
        reverse("series_edit", args=[meeting_town.area.pk]), answers | {"save": "1"}
    )
    meeting = meeting_of(meeting_town.area, "2026-W39")
    assert (meeting.starts_at, meeting.place) == (clock.at(date(2026, 9, 23), 10), "管区会议室")


SETTERS = {
    "area_secretary": 200,
    "clerk": 200,
    "admin": 200,
    "secretary": 403,
    "other_area_secretary": 404,
    "liaison": 403,
}


@pytest.mark.parametrize(("role", "status"), SETTERS.items())
def test_only_those_who_run_the_meeting_or_set_up_the_town_set_its_time(meeting_town, role, status):
    url = reverse("series_edit", args=[meeting_town.area.pk])
    assert client_of(getattr(meeting_town, role)).get(url).status_code == status


@pytest.mark.clause("1.1.q", "1.2")
def test_months_and_quarters_are_said_in_words(meeting_town):
    words, dates = preview(meeting_town.group, weekday=2, hour=time(9), week_of_month=2)
    assert words == "每月第二个星期二 9:00"
    assert [clock.local(day).date() for day in dates[:2]] == [date(2026, 10, 13), date(2026, 11, 10)]
    words, _ = preview(meeting_town.party, weekday=5, hour=time(9, 30), week_of_month=None)
    assert words == "每季度末月最后一个星期五 9:30"


def test_obligations_know_the_weekday_of_each_body(meeting_town):
    found = dict(Seat.objects.annotate(day=weekday("unit")).values_list("unit", "day"))
    assert found[meeting_town.area.pk] == 4
    assert found[meeting_town.office.pk] == 5
    assert found[meeting_town.dept.pk] is None


def test_a_series_switched_on_again_plans_nothing_for_the_time_it_was_off(meeting_town, at):
    series = MeetingSeries.objects.get(body=meeting_town.area)
    kept = {
        "weekday": 4,
        "hour": time(9),
        "place": "三楼会议室",
        "chair": series.chair,
        "by": meeting_town.area_secretary,
    }
    save_series(body=meeting_town.area, is_active=False, **kept)
    at.travel(clock.at(date(2026, 10, 20), 9))
    save_series(body=meeting_town.area, is_active=True, **kept)
    weeks = set(Meeting.objects.filter(body=meeting_town.area).values_list("period", flat=True))
    assert weeks == {"2026-W38", "2026-W39", "2026-W43", "2026-W44"}


def test_the_list_of_series_says_which_body_has_none(meeting_town):
    MeetingSeries.objects.filter(body=meeting_town.party).delete()
    page = client_of(meeting_town.clerk).get(reverse("series_list")).content.decode()
    assert "每周五 15:00" in page
    assert "未设" in page


def test_bodies_without_a_time_get_that_of_the_rule_book_in_one_step(meeting_town):
    Meeting.objects.filter(body__in=[meeting_town.area, meeting_town.party]).delete()
    MeetingSeries.objects.filter(body__in=[meeting_town.area, meeting_town.party]).delete()
    client = client_of(meeting_town.admin)
    page = client.post(reverse("series_defaults"), follow=True).content.decode()
    assert "已按制度默认设定 1 个例会" in page
    made = MeetingSeries.objects.get(body=meeting_town.area)
    assert (made.weekday, made.hour, made.chair.kind) == (4, time(9), Seat.Kind.AREA_SECRETARY)
    assert meeting_of(meeting_town.area, "2026-W39")
    # The rule book names no usual time for the committee: that one is set by hand.
    assert not MeetingSeries.objects.filter(body=meeting_town.party).exists()


def test_a_seat_that_nobody_was_offered_is_asked_for_again(meeting_town, answers):
    client = client_of(meeting_town.area_secretary)
    url = reverse("series_edit", args=[meeting_town.area.pk])
    page = client.post(url, answers | {"save": "1", "invitees": [10**30]})
    assert page.status_code < 500 and "field-error" in page.text
    assert MeetingSeries.objects.get(body=meeting_town.area).weekday == 4


def test_a_seat_that_was_never_offered_is_refused_at_the_field(meeting_town, answers):
    client = client_of(meeting_town.area_secretary)
    url = reverse("series_edit", args=[meeting_town.area.pk])
    page = client.post(url, answers | {"save": "1", "invitees": [10**30]})
    assert page.status_code < 500 and "field-error" in page.text
    assert MeetingSeries.objects.get(body=meeting_town.area).weekday == 4
