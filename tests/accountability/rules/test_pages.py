"""问责情形 and 问责方式 on screen."""

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Clause
from dushi.regulation.rulebook import read
from tests.cast import client_of


@pytest.fixture
def rulebook(db, at):
    return load_regulation(book=read())[0]


@pytest.fixture
def officer(cast, rulebook):
    return client_of(cast.liaison)


@pytest.mark.clause("3.0", "3.1(1)", "3.2(1)c", "3.2(1)d", "3.2(2)a", "3.2(2)c", "3.3(3)b", "3.3(3)c", "3.3(3)d")
def test_whoever_is_bound_reads_every_situation_in_its_own_words(officer):
    page = officer.get(reverse("situation_list")).text
    for clause in Clause.objects.filter(kind=Clause.Kind.SITUATION):
        assert clause.text in page, clause.code
        assert f'href="{reverse("clause_page", args=[clause.code])}"' in page, clause.code
    assert "应读作“不履职或履职不到位”" in page
    assert page.count("兜底情形，引用须写明理由") == 3


@pytest.mark.clause("X.1", "3.2(1)b", "3.2(2)b")
def test_the_page_says_what_is_proposed_and_that_a_person_decides(officer):
    page = officer.get(reverse("situation_list")).text
    assert "是否作为线索由人判断" in page
    assert "3 次未办，且 2 次提醒没有回应" in page
    assert "村、部门没有定期召开自己的专题会议" in page
    assert "查实 1 次" in page
    reminded = page.split("以下只作提醒，不提出线索：")[1].split("</p>")[0]
    assert reminded.count("；") == 7


@pytest.mark.clause("3.0", "3.1(2)", "3.4.a", "3.4.b", "X.1")
@pytest.mark.parametrize(
    ("code", "page"),
    [
        ("3.0", "situation_list"),
        ("3.1(2)", "situation_list"),
        ("3.2(5)", "situation_list"),
        ("3.3(4)", "situation_list"),
        ("X.1", "situation_list"),
        ("3.4.a", "measure_list"),
        ("3.4.b", "measure_list"),
    ],
)
def test_a_clause_of_chapter_3_leads_to_its_page(officer, code, page):
    answer = officer.get(reverse("clause_page", args=[code]))
    assert f'class="btn" href="{reverse(page)}"' in answer.text


@pytest.mark.clause("3.4.a")
def test_the_districts_paper_is_cited_and_none_of_it_invented(officer):
    page = officer.get(reverse("measure_list")).text
    assert "《扶贫领域监督执纪问责实施意见》(菏牡纪发[2017]11号)" in page
    assert "该文件的条文不在本系统内" in page


@pytest.mark.clause("3.4.b")
def test_the_measures_of_today_say_who_decides_and_how_to_contest(officer):
    page = officer.get(reverse("measure_list")).text
    assert "按2025年6月1日起的规定" in page
    assert "镇党委会议</td>" in page
    assert "区监委：政务警告、政务记过、政务记大过、政务降级" in page
    assert "10个工作日内向党政联席会议提出异议" in page
    assert "政务记大过" in page
    assert "行政记大过" not in page
    assert "不可抗力、难以预见" in page


def test_a_deed_of_another_day_is_judged_by_the_rules_of_that_day(officer):
    page = officer.get(reverse("measure_list"), {"day": "2018-03-19"}).text
    assert "2018年3月19日的行为，按2016年7月8日起的规定" in page
    assert "行政记大过" in page
    assert "政务记大过" not in page


@pytest.mark.parametrize("day", ["2016-07-07", "2026-09-18", "昨天"])
def test_a_day_that_cannot_be_judged_is_said_at_the_field(officer, day):
    answer = officer.get(reverse("measure_list"), {"day": day})
    assert answer.status_code == 422
    assert f'value="{day}"' in answer.text
    assert "aria-invalid" in answer.text


@pytest.mark.parametrize("day", ["2016-07-08", "2026-09-17"])
def test_the_first_and_the_last_day_are_judged(officer, day):
    assert officer.get(reverse("measure_list"), {"day": day}).status_code == 200


@pytest.mark.parametrize("page", ["situation_list", "measure_list"])
def test_without_a_rule_book_the_pages_still_open(cast, at, page):
    answer = client_of(cast.liaison).get(reverse(page))
    assert answer.status_code == 200
    assert ("还没有载入制度" in answer.text) is (page == "situation_list")


@pytest.mark.parametrize("page", ["situation_list", "measure_list"])
def test_a_page_of_the_rules_costs_few_queries(officer, page, django_assert_max_num_queries):
    officer.get(reverse(page))
    with django_assert_max_num_queries(14):
        officer.get(reverse(page))


def test_the_administrator_alone_has_no_part_in_it(cast, at):
    for page in ("situation_list", "measure_list"):
        assert client_of(cast.admin).get(reverse(page)).status_code == 403


def test_the_pages_stand_in_the_navigation(officer):
    with clock.frozen(clock.at(date(2026, 9, 17), 10)):
        page = officer.get(reverse("measure_list")).text
    assert "三、问责" in page
    assert f'href="{reverse("situation_list")}"' in page
