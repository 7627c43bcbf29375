"""docs/burden.md says what each recurring form asks, for which clause and at what cost; the forms ask nothing else."""

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string

from dushi.regulation.burden import burden, parse
from dushi.regulation.estimating import cost_of
from dushi.regulation.rulebook import DEFAULT, read
from dushi.town.forms.posts import EndPostForm
from dushi.town.models import Seat
from tests.cast import client_of
from tests.meetings.report_stage import form_of, town  # noqa: F401 - a fixture

pytestmark = pytest.mark.only_on("sqlite")  # one page and a document: the engine has no part in them

FORMS = burden().forms
REPORT = FORMS["meetings.report_forms.ReportForm"]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_asks_what_the_table_says_and_nothing_else(form):
    found = import_string(form)
    asked = {name for name, field in found.base_fields.items() if not field.widget.is_hidden}
    assert asked == {question.field for question in FORMS[form].questions}
    assert burden().of(found) is FORMS[form], "the screen finds the cost by the place where the form is written"


def test_every_question_serves_a_clause_of_the_rule_book():
    known = {clause.code for clause in read(DEFAULT).clauses}
    assert {code for form in FORMS.values() for code in form.codes} <= known


@pytest.mark.clause("1.0", "1.4.r")
def test_a_weekly_report_with_little_changed_costs_at_most_a_minute():
    assert 0 < REPORT.usual <= 60


@pytest.mark.clause("1.4.r")
def test_a_weekly_report_asks_for_at_most_four_texts():
    texts = [question for question in REPORT.questions if "文字" in question.way and question.field != "told_by"]
    assert 0 < len(texts) <= 4


def test_minutes_a_week_are_times_a_year_by_what_is_always_asked():
    role = parse(
        "| 做法 | 秒 |\n|---|---|\n| 点选 | 4 |\n| 短文字 | 15 |\n\n## 每周：周表（某人）\n\n"
        "| 表单 | 字段 | 问什么 | 条款 | 做法 | 每次都要填 |\n|---|---|---|---|---|---|\n"
        "| a.B | x | 甲 | 1.4 | 点选 | 是 |\n| a.B | y | 乙 | 1.4 | 短文字 | 否 |\n\n## 多久一次\n\n"
        "| 岗位 | 表单 | 一年几次 | 另加秒 | 怎样算的 |\n|---|---|---|---|---|\n| 某人 | a.B | 104 | 26 | 每周两次 |\n"
    ).roles[0]
    assert (role.name, role.rounds[0].title) == ("某人", "周表")
    assert (role.usual, role.most) == (1.0, 1.5)


def test_office_and_administrator_read_the_minutes_of_each_role(cast):
    page = client_of(cast.admin).get(reverse("burden_page")).text
    assert all(role.name in page for role in burden().roles)
    assert client_of(cast.clerk).get(reverse("burden_page")).status_code == 200


@pytest.mark.clause("1.4.r")
def test_a_form_says_its_cost_and_the_words_of_its_clauses(stage):
    own_words = {clause.code: clause.text for clause in read(DEFAULT).clauses}["1.4.r"]
    page = client_of(stage.liaison).get(form_of(stage.village)).text
    assert page.count('class="basis"') == 1, "once a sheet, not once a row"
    assert "本表约 1 分钟，全填约 2 分钟\u00a0· 依据 1.4、1.0、1.3<" in page
    assert own_words[:20] in page


def test_a_form_that_comes_now_and_then_is_taken_as_it_looks():
    cost = cost_of([EndPostForm(seat=Seat(kind=Seat.Kind.LIAISON))])
    assert [(question.field, question.way) for question in cost.questions] == [
        ("on", "日期时间（已有缺省值）"),
        ("reason", "短文字"),
    ]
    assert cost.in_words == "本表不到半分钟"
