"""制度执行: every clause × every period, one click to the evidence."""

import re
from datetime import date

import pytest

from dushi import clock
from dushi.obligations.actions import excuse, fulfil
from dushi.obligations.contracts import ClauseState
from dushi.regulation.models import Clause, Regulation
from dushi.regulation.periods import Period
from tests.cast import client_of
from tests.obligations.conftest import the, tick
from tests.scale import grow, queries

STATE = "/state/"


def done(live, duty, unit, period, moment):
    fulfil(duty_key=duty, scope=unit, period=Period.parse(period), at=moment, evidence=unit, person=None)


@pytest.fixture
def later(live, at):
    """A fortnight on: week 38 lies behind, one village has reported late, one on time, one not at all."""
    done(live, "1.4.r", live.village, "2026-W38", clock.at(date(2026, 9, 16), 12))
    done(live, "1.4.r", live.second_village, "2026-W38", clock.at(date(2026, 9, 18), 12))
    done(live, "1.4", live.area, "2026-W38", clock.at(date(2026, 9, 17), 9))
    at.travel(clock.at(date(2026, 9, 24), 9))
    tick()
    return live


def row(page, code):
    """The table row of a clause."""
    return re.search(rf'<tr id="{re.escape(code)}">.*?</tr>', page.text, re.S).group()


EVERY = [
    *("0.1", "1.0", "1.1.q", "1.1.m", "1.2", "1.3", "1.4", "1.4.r", "1.5.main", "1.5.member"),
    *("1.1(a)", "1.1(b)", "1.1(c)", "1.1(d)", "1.2(a)", "1.2(b)", "1.2(c)", "1.2(d)", "1.2(e)"),
    *("1.3(a)", "1.3(b)", "1.3(c)", "1.3(d)", "1.4(a)", "1.4(b)", "1.4(c)", "1.4(d)"),
]


@pytest.mark.clause("0.1", "1.0", "1.1.q", "1.1.m", "1.2", "1.3", "1.4", "1.4.r", "1.5.main", "1.5.member")
def test_all_ninety_ids_stand_on_the_page_and_lead_to_their_text(later):
    page = client_of(later.clerk).get(STATE)
    codes = set(Clause.objects.values_list("code", flat=True))
    assert len(codes) == 90 and codes >= set(EVERY)
    missing = [code for code in codes if f'id="{code}"' not in page.text]
    assert not missing
    assert all(f'href="/clauses/{code}/"'.replace("(", "%28").replace(")", "%29") in page.text
               or f'href="/clauses/{code}/"' in page.text for code in codes)  # fmt: skip


@pytest.mark.clause("0.1")
def test_the_page_says_the_days_to_the_goal_or_that_it_has_passed(later):
    assert "目标期限 2018年12月31日 已过" in client_of(later.clerk).get(STATE).text
    Regulation.objects.update(goal_date=date(2026, 12, 31))
    assert "距目标期限 98 天" in client_of(later.clerk).get(STATE).text


@pytest.mark.clause("1.4.r", "1.4")
def test_a_cell_shows_the_worst_of_its_obligations_and_a_body_is_never_overdue(later):
    page = client_of(later.clerk).get(STATE)
    assert "第 38 周 逾期未报 2，已办 2/4" in row(page, "1.4.r")
    assert "第 39 周 未报送 4，已办 0/4" in row(page, "1.4.r")
    assert "第 38 周 待召开 1，已办 1/2" in row(page, "1.4")
    assert "逾" not in row(page, "1.4")


@pytest.mark.clause("1.0")
def test_the_first_sentence_names_what_lacks_without_the_example_units(later):
    page = client_of(later.clerk).get(STATE)
    lead = re.search(r'<div class="lead">.*?</div>', page.text, re.S).group()
    assert "本周应办" in lead and "待补" in lead
    assert "示例二管区第 38 周管区每周调度会待召开" in lead
    assert "示例甲村" not in lead and "示例单位另有" in lead


@pytest.mark.clause("1.3")
def test_the_present_column_says_what_is_left_or_what_lacks(later):
    page = client_of(later.clerk).get(STATE)
    assert "缺 6 村" in row(page, "1.4.r")
    assert "待召开 1" in row(page, "1.3")
    done(later, "1.3", later.office, "2026-W39", clock.now())
    done(later, "1.3", later.office, "2026-W38", clock.at(date(2026, 9, 18), 9))
    assert "已完成" in row(client_of(later.clerk).get(STATE), "1.3")


def test_an_officer_sees_their_own_villages_only(later):
    page = client_of(later.other_liaison).get(STATE)
    assert "2 个村" in row(page, "1.4.r")
    assert "示例一村" not in page.text
    assert "不在您的职责范围" in row(page, "1.2")


def test_another_quarter_is_one_link_away_and_a_past_one_is_summed_up(later):
    page = client_of(later.clerk).get(STATE, {"quarter": "2026-Q2"})
    assert "2026年第2季度应办 0 件" in page.text
    assert client_of(later.clerk).get(STATE, {"quarter": "2026-W9"}).status_code == 200


def states(user, at):
    return {"1.3(b)": ClauseState("第 38 周会议已研究", "/meetings/1/", date(2026, 9, 18))}


@pytest.mark.clause(
    *("1.1(a)", "1.1(b)", "1.1(c)", "1.1(d)", "1.2(a)", "1.2(b)", "1.2(c)", "1.2(d)", "1.2(e)"),
    *("1.3(a)", "1.3(b)", "1.3(c)", "1.3(d)", "1.4(a)", "1.4(b)", "1.4(c)", "1.4(d)"),
)
def test_a_task_of_a_meeting_shows_when_it_was_last_covered(later, settings):
    settings.CLAUSE_PROVIDERS = [f"{__name__}.states"]
    page = client_of(later.clerk).get(STATE)
    assert "主要任务 4 项" in page.text
    assert re.search(r'id="1\.3\(b\)">.*?第 38 周会议已研究.*?9月18日', page.text, re.S)


def test_inspections_stand_as_duties_and_chapter_three_as_text(later):
    page = client_of(later.clerk).get(STATE)
    assert "平时检查每月至少一次" in row(page, "2.1") and "9 月" in row(page, "2.1")
    assert "重点督导每季度一次" in row(page, "2.2")
    assert "问责情形 14 种" in page.text


class TestCell:
    @pytest.mark.clause("1.4.r")
    def test_behind_a_cell_stand_holder_state_and_evidence_the_worst_first(self, later):
        page = client_of(later.clerk).get("/state/1.4.r/2026-W38/")
        shown = [row.scope.name for row in page.context["page"].object_list]
        assert shown[:2] == ["示例三村", "示例四村"]
        assert set(shown[-2:]) == {"示例甲村", "示例乙村"}
        assert f'href="/units/{later.village.pk}/"' in page.text
        assert "逾期未报 2" in page.text and "示例单位 2 件" in page.text

    def test_it_can_be_narrowed_to_a_state_and_an_area(self, later):
        page = client_of(later.clerk).get("/state/1.4.r/2026-W38/", {"state": "MET_LATE", "area": later.area.pk})
        assert [row.scope for row in page.context["page"].object_list] == [later.second_village]

    @pytest.mark.parametrize("path", ["1.4.r/2026-11", "1.4.r/nothing", "9.9/2026-W38", "1.4.r/2026-W60"])
    def test_what_is_no_cell_does_not_exist(self, later, path):
        assert client_of(later.clerk).get(f"/state/{path}/").status_code == 404

    def test_odd_filters_do_no_harm(self, later):
        page = client_of(later.clerk).get("/state/1.4.r/2026-W38/", {"state": "x", "area": "9" * 40, "page": "z"})
        assert page.status_code == 200


class TestObligation:
    def page(self, user, row):
        return client_of(user).get(f"/obligations/{row.pk}/")

    @pytest.mark.clause("1.4.r")
    def test_it_says_who_until_when_and_what_happened(self, later):
        row = the("1.4.r", later.second_village, "2026-W38")
        page = self.page(later.area_secretary, row)
        assert "迟报" in page.text and "9月16日（周三） 18:00" in page.text and "9月20日（周日） 24:00" in page.text
        assert "办结" in page.text

    def test_a_foreign_one_does_not_exist(self, later):
        assert self.page(later.foreigner, the("1.4.r", later.village, "2026-W38")).status_code == 404
        assert self.page(later.other_liaison, the("1.4.r", later.village, "2026-W38")).status_code == 404

    def test_the_office_excuses_it_with_a_reason_and_everybody_reads_why(self, later):
        row = the("1.4.r", later.other_village, "2026-W38")
        client = client_of(later.clerk)
        assert "经批准免予" in self.page(later.clerk, row).text
        answer = client.post(f"/obligations/{row.pk}/excuse/", {"reason": "防汛抢险，镇长批准"}, follow=True)
        assert "经批准免予：防汛抢险，镇长批准" in answer.text

    def test_a_missing_reason_is_said_at_its_field(self, later):
        row = the("1.4.r", later.other_village, "2026-W38")
        answer = client_of(later.clerk).post(f"/obligations/{row.pk}/excuse/", {"reason": " "})
        assert answer.status_code == 200 and "请填写" in answer.text
        assert the("1.4.r", later.other_village, "2026-W38").excused_at is None

    def test_who_may_not_is_refused_and_shown_no_form(self, later):
        row = the("1.4.r", later.village, "2026-W39")
        assert client_of(later.liaison).post(f"/obligations/{row.pk}/excuse/", {"reason": "忙"}).status_code == 403
        assert "免予这一次" not in self.page(later.liaison, row).text

    def test_the_second_excuse_has_no_effect(self, later):
        row = excuse(obligation=the("1.4.r", later.village, "2026-W39"), by=later.clerk, reason="防汛")
        answer = client_of(later.office_head).post(f"/obligations/{row.pk}/excuse/", {"reason": "再次"})
        assert "已办结或已免予" in answer.text
        assert the("1.4.r", later.village, "2026-W39").excuse == "防汛"


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_every_page_costs_the_same_with_2300_villages(later, at):
    client = client_of(later.clerk)
    paths = [STATE, "/state/1.4.r/2026-W39/", "/concerns/", f"/obligations/{the('1.3', later.office, '2026-W39').pk}/"]
    small = {path: queries(client, path) for path in paths}
    grow(later.town)
    tick()
    large = {path: queries(client, path) for path in paths}
    assert large == small
    assert max(large.values()) < 30
    page = client.get("/state/1.4.r/2026-W39/")
    assert page.context["page"].paginator.count > 2300 and len(page.context["page"].object_list) == 50
