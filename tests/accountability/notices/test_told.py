"""Who is told of a notice, when, and in words that say nothing (3.4.d, X.3)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accountability.notices.checking import check
from accountability.notices.objections import answer, file
from accountability.notices.posting import post_due
from accountability.notices.providers import rungs, work
from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from tests.accountability.notices.making import named, registered, told

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d", "X.3")]


def alerts(user):
    """(title, path) of what is live for the user."""
    return sorted(Alert.objects.live().filter(person=user.person).values_list("title", "url"))


def items(user):
    return [(item.title, item.url) for item in work(user, clock.now())]


def test_the_subject_is_told_at_once_and_before_the_window_ends(scored, at):
    line = told(scored, scored.village)
    page = reverse("notice_page", args=[line.notice_id])
    climb(clock.now())
    assert alerts(scored.village_head) == items(scored.village_head) == [("有一份文书待查阅", page)]
    for user in (scored.liaison, scored.dept_head, scored.clerk, scored.member):
        assert alerts(user) == items(user) == []
    assert not Alert.objects.exclude(person=scored.village_head.person).exists()
    # the window ends with Thursday 1 October: it is said once more two working days before
    at.travel(clock.at(date(2026, 9, 29), 6, 59))
    climb(clock.now())
    assert alerts(scored.village_head) == [("有一份文书待查阅", page)]
    at.travel(clock.at(date(2026, 9, 29), 7))
    climb(clock.now())
    assert alerts(scored.village_head) == [("有一份文书的异议期将满", page)]
    at.travel(line.window_ends_at)
    post_due(clock.now())
    climb(clock.now())
    assert alerts(scored.village_head) == items(scored.village_head) == []


def test_nothing_that_is_told_says_a_name_or_a_number(cast):
    line = told(cast, cast.village)
    file(line=line, text="不实。", by=cast.village_head)
    climb(clock.now())
    for alert in Alert.objects.all():
        said = f"{alert.title}{alert.whose}{alert.url}"
        assert not any(word in said for word in ("示例", "通〔", "危房", "不实"))
    assert {rung.object_id for rung in rungs(clock.now())} == {str(line.pk), str(line.objections.get().pk)}


def test_a_registered_notice_waits_for_who_may_check_it(cast):
    notice = registered(cast)
    assert items(cast.commission_second) == []
    named(notice, cast.village, by=cast.commission_staff)
    page = reverse("commission:notice_page", args=[notice.pk])
    for user in (cast.commission_second, cast.commission_secretary):
        assert items(user) == [("有一份通报待核对", page)]
    assert items(cast.commission_staff) == items(cast.secretary) == []
    climb(clock.now())
    told_to = set(Alert.objects.live().values_list("person", flat=True))
    assert told_to == {cast.commission_second.person_id, cast.commission_secretary.person_id}


def test_an_objection_waits_for_its_answerer_and_the_answer_for_its_side(cast, at):
    line = told(cast, cast.village)
    objection = file(line=line, text="不实。", by=cast.village_head)
    page = reverse("commission:notice_page", args=[line.notice_id])
    assert items(cast.commission_secretary) == [("有一份异议待答复", page)]
    assert items(cast.secretary) == items(cast.commission_staff) == []
    climb(clock.now())
    assert alerts(cast.commission_secretary) == [("有一项问责工作待办", page)]
    # five working days from Thursday 17 September end with the 24th
    at.travel(clock.at(date(2026, 9, 25), 7))
    climb(clock.now())
    assert alerts(cast.commission_secretary) == [("有一项问责工作到期", page)]
    answer(objection=objection, is_upheld=True, text="成立。", by=cast.commission_secretary)
    climb(clock.now())
    assert alerts(cast.commission_secretary) == []
    assert alerts(cast.village_head) == [("有一份文书待查阅", reverse("notice_page", args=[line.notice_id]))]


def test_a_main_leader_is_led_to_the_page_of_the_site(cast):
    notice = registered(cast, by=cast.commission_secretary)
    line = named(notice, cast.village, by=cast.commission_secretary)
    check(notice=notice, by=cast.commission_second)
    line.refresh_from_db()
    objection = file(line=line, text="不实。", by=cast.village_head)
    assert items(cast.mayor) == [("有一份异议待答复", reverse("objection_page", args=[objection.pk]))]
    assert items(cast.commission_secretary) == []


def test_where_nothing_waits_little_is_asked(cast, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert not list(rungs(clock.now()))
    cast.clerk.rights  # noqa: B018 - read once per request
    with django_assert_num_queries(1):
        assert not items(cast.clerk)
