"""The regulation and its clauses on screen."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dushi import clock
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Clause
from dushi.regulation.rulebook import read
from dushi.regulation.templatetags.rulebook import goal_note
from tests.cast import client_of
from tests.regulation.test_loading import later

#: Frame of the page (session, login, posts, navigation, what waits) and what it is about.
FEW = 20


@pytest.fixture
def loaded(db, at):
    return load_regulation(book=read())[0]


@pytest.fixture
def officer(cast, loaded):
    return client_of(cast.liaison)


def text_of(answer):
    return answer.content.decode()


@pytest.mark.clause("0.1")
def test_whoever_is_in_post_reads_the_whole_regulation_and_the_days_since_its_goal(officer):
    page = text_of(officer.get(reverse("regulation_page")))
    assert "为确保到2018年底圆满完成脱贫攻坚各项目标任务" in page
    assert "计入各村、各部门和个人年度考核成绩" in page
    assert "目标期限 2018年12月31日 已过 2817 天" in page
    assert "在被新版替代之前，本制度一直有效" in page


@pytest.mark.clause("0.1")
def test_before_the_goal_the_days_left_are_shown(officer, at):
    with clock.frozen(clock.at(date(2026, 9, 17), 10)):
        assert goal_note() == "目标期限 2018年12月31日 已过 2817 天"
    with clock.frozen(clock.at(date(2018, 12, 30), 23, 59)):
        assert goal_note() == "距目标期限 1 天"
    with clock.frozen(clock.at(date(2018, 12, 31))):
        assert goal_note() == "目标期限 2018年12月31日 就是今天"


def test_every_id_leads_from_the_edge_of_the_text_to_its_page(officer):
    page = text_of(officer.get(reverse("regulation_page")))
    for clause in read().clauses:
        path = reverse("clause_page", args=[clause.code])
        assert f'href="{path}"' in page, clause.code
        answer = officer.get(path)
        assert answer.status_code == 200
        assert clause.summary in text_of(answer)


def test_a_duty_says_who_answers_for_it_when_it_is_due_and_who_is_reminded(officer):
    page = text_of(officer.get(reverse("clause_page", args=["1.4.r"])))
    assert "收集汇总各村帮扶单位、联户责任人责任落实及各村脱贫攻坚工作开展情况" in page
    assert "例会（默认每周四）前一个工作日 18:00 前，可补至周日 24:00" in page
    assert "逾期后第一个工作日 7:00 提醒上一级负责人" in page


def test_a_slip_of_the_pen_is_quoted_and_its_reading_told(officer):
    page = text_of(officer.get(reverse("clause_page", args=["3.0"])))
    assert "实事求事,权责一致" in page
    assert "原文“实事求事”应为“实事求是”" in page


def test_a_clause_leads_to_where_it_is_done(officer):
    page = text_of(officer.get(reverse("clause_page", args=["X.2"])))
    assert f'class="btn" href="{reverse("matter_list")}"' in page
    Clause.objects.filter(code="3.0").update(page="room_page")
    page = text_of(officer.get(reverse("clause_page", args=["3.0"])))
    assert "去办理" not in page, "no room shows it"


@pytest.mark.parametrize("code", ["9.9", "1.4.x", "关于", "1.4.r "])
def test_an_id_that_is_not_there_does_not_exist(officer, code):
    assert officer.get(reverse("clause_page", args=[code])).status_code == 404


def test_without_a_rule_book_the_page_says_what_is_missing(cast, at):
    answer = client_of(cast.admin).get(reverse("regulation_page"))
    assert "还没有载入制度" in text_of(answer)
    assert goal_note() == ""


@pytest.mark.clause("0.1")
def test_an_earlier_version_stays_readable(officer, loaded):
    newer, _ = load_regulation(book=later(read()))
    page = text_of(officer.get(reverse("regulation_page")))
    assert "2019 版" in page
    assert f"?version={loaded.pk}" in page
    page = text_of(officer.get(reverse("regulation_page"), {"version": loaded.pk}))
    assert "2019年7月1日由新版替代" in page
    assert f"?version={newer.pk}" in page


@pytest.mark.parametrize("version", ["0", "999999", "x", "9" * 40])
def test_a_version_that_is_not_there_breaks_nothing(officer, version):
    assert officer.get(reverse("regulation_page"), {"version": version}).status_code in (200, 404)


@pytest.mark.parametrize("page", ["regulation_page", "clause_page", "workdays_page"])
def test_a_page_of_the_rule_book_costs_few_queries(officer, page, django_assert_max_num_queries):
    path = reverse(page, args=["1.4"] if page == "clause_page" else [])
    officer.get(path)
    with django_assert_max_num_queries(FEW):
        officer.get(path)


def test_nobody_reads_it_without_a_login(loaded):
    assert Client().get(reverse("regulation_page")).status_code == 302
