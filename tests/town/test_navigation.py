"""What stands at the left of every page."""

import pytest
from django.test import RequestFactory
from django.urls import resolve

from dushi.town.navigation import frame_for, is_nearest, navigation
from tests.cast import client_of

pytestmark = pytest.mark.urls("tests.town.pages_of_navigation")


def frame(user, path="/work/"):
    request = RequestFactory().get(path)
    request.user = user
    request.resolver_match = resolve(path)
    return frame_for(request)


def labels(shown):
    return [entry.label for group in shown.groups for entry in group.entries]


def test_an_officer_sees_what_their_rules_open_and_nothing_that_is_not_there(cast):
    assert labels(frame(cast.liaison)) == ["我的工作", "会议", "制度条文"]
    assert labels(frame(cast.clerk)) == ["我的工作", "会议", "制度条文", "初次设置"]


def test_a_page_without_a_rule_stands_in_nobodys_navigation(cast):
    assert "作业" not in labels(frame(cast.admin))


def test_a_page_below_an_entry_marks_the_entry(cast):
    marked = {e.label: e.current for g in frame(cast.liaison, "/meetings/3/").groups for e in g.entries}
    assert marked == {"我的工作": "", "会议": "true", "制度条文": ""}
    assert frame(cast.liaison, "/meetings/").groups[1].entries[0].current == "page"


def test_of_two_entries_the_nearer_one_is_marked():
    assert is_nearest("village_grid", "village_grid")
    assert not is_nearest("unit_list", "village_grid")
    assert is_nearest("unit_list", "village_page")


def test_what_waits_stands_beside_its_entry(cast, settings):
    settings.NAV_COUNTS = {"my_work": "tests.town.pages_of_navigation.two"}
    shown = frame(cast.liaison)
    assert shown.groups[0].entries[0].count == 2
    assert shown.waiting == 2


def test_the_frame_names_the_town_the_person_and_the_posts(cast):
    shown = frame(cast.liaison)
    assert (shown.town, shown.person) == ("示例镇", "示例·褚某")
    assert shown.posts == "包村人员（示例一村、示例二村）"
    assert frame(cast.secretary).posts in ("镇党委书记、领导小组组长", "领导小组组长、镇党委书记")


def test_a_page_that_shows_no_frame_asks_nothing(cast, django_assert_num_queries):
    request = RequestFactory().get("/work/")
    request.user = cast.liaison
    with django_assert_num_queries(0):
        navigation(request)


def test_a_foreign_address_answers_in_chinese_without_the_desk(cast):
    answer = client_of(cast.liaison).get("/nowhere/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.text
