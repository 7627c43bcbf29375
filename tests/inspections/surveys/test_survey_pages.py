"""One phone, many households (2.0.m4): twelve taps each, the next empty sheet at once, results after the end."""

import re

import pytest
from django.urls import reverse

from dushi import chance
from inspections.actions.surveys import close_survey
from inspections.models import Survey, SurveyAnswer
from tests.cast import client_of
from tests.inspections.surveys.stage import inspection_of, reply, survey_of


@pytest.fixture
def survey(cast, at):
    villages = [cast.village, cast.second_village, cast.other_village]
    return survey_of(inspection_of(cast, *villages, members=["dept_staff"]), cast.dept_staff)


def page(user, name, survey):
    return client_of(user).get(reverse(name, args=[survey.pk])).content.decode()


@pytest.mark.clause("2.0.m4")
def test_one_of_the_team_opens_it_from_the_inspection_and_asks_at_once(cast, at):
    inspection = inspection_of(cast, cast.village, members=["dept_staff"])
    sent = {"questionnaire": "household-1", "sampling": "逢五抽一"}
    answer = client_of(cast.dept_staff).post(reverse("survey_new", args=[inspection.pk]), sent)
    assert answer.url == reverse("survey_fill", args=[Survey.objects.get().pk])


@pytest.mark.clause("2.0.m4")
def test_sent_the_next_empty_sheet_of_the_same_village_says_how_many_are_done(cast, survey):
    for _ in range(6):
        reply(survey, cast.second_village, cast.dept_staff)
    client, path = client_of(cast.dept_staff), reverse("survey_fill", args=[survey.pk])
    taps = {f"q{n}": "0" for n in range(1, 11)}
    sent = {"key": str(chance.uuid4()), "village": cast.village.pk, **taps}
    assert len(sent) <= 12
    after = client.post(path, sent, follow=True).content.decode()
    assert "已填 7 户" in after
    assert "本村 1 户" in after
    assert re.search(rf'name="village" value="{cast.village.pk}"[^>]*checked', after)
    assert not re.search(r'name="q\d+"[^>]*checked', after)


@pytest.mark.clause("2.0.m4")
def test_what_was_tapped_stays_where_the_village_was_forgotten(cast, survey):
    path = reverse("survey_fill", args=[survey.pk])
    answer = client_of(cast.dept_staff).post(path, {"key": str(chance.uuid4()), "q8": "3", "q9": "x"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'name="q8" value="3"[^>]*checked', text)
    assert re.search(r'name="q9" value="x"[^>]*checked', text)
    assert not SurveyAnswer.objects.exists()


def test_an_empty_sheet_is_sent_back(cast, survey):
    sent = {"key": str(chance.uuid4()), "village": cast.village.pk}
    answer = client_of(cast.dept_staff).post(reverse("survey_fill", args=[survey.pk]), sent)
    assert answer.status_code == 422
    assert "一题都没有回答" in answer.content.decode()


@pytest.mark.clause("2.0.m4")
def test_nothing_of_the_answers_is_told_before_the_end(cast, survey):
    for _ in range(6):
        reply(survey, cast.village, cast.dept_staff, q8="0")
    for role in ("dept_staff", "clerk", "village_head"):
        text = page(getattr(cast, role), "survey_page", survey)
        assert "已问了 6 户" in text
        assert "很满意" not in text


@pytest.mark.clause("2.0.m4")
def test_after_the_end_the_sentence_says_satisfaction_base_and_how_households_were_chosen(cast, survey):
    for answer in "00112x":
        reply(survey, cast.village, cast.dept_staff, q8=answer)
    close_survey(survey=survey, by=cast.dept_staff)
    text = page(cast.mayor, "survey_page", survey)
    assert "第 8 题满意度 80%（基数 5 户）" in text
    assert text.count("户的选法：花名册上每 5 户取 1 户") >= 2
    assert "作出回答的不足 5 户，不分列" in text


def test_the_inspected_read_the_total_and_their_own_line(cast, survey):
    for village in (cast.village, cast.second_village, cast.other_village):
        for _ in range(6):
            reply(survey, village, cast.dept_staff, q8="0")
    close_survey(survey=survey, by=cast.dept_staff)
    rows = re.compile(r'<th scope="row" class="main">([^<]+)</th>')
    assert set(rows.findall(page(cast.village_head, "survey_page", survey))) == {"示例一村", "合计"}
    assert set(rows.findall(page(cast.clerk, "survey_page", survey))) == {"示例一村", "示例二村", "示例三村", "合计"}


def test_an_ended_survey_leads_from_the_sheet_to_the_results(cast, survey):
    close_survey(survey=survey, by=cast.dept_staff)
    answer = client_of(cast.dept_staff).get(reverse("survey_fill", args=[survey.pk]))
    assert answer.url == reverse("survey_page", args=[survey.pk])


def test_a_questionnaire_that_is_wrong_is_said_with_its_lines(cast, at, tmp_path, monkeypatch):
    (tmp_path / "own.yaml").write_text("code: [", encoding="utf-8")
    monkeypatch.setattr("inspections.surveys.questionnaire.FOLDER", tmp_path)
    inspection = inspection_of(cast, cast.village, members=["dept_staff"])
    text = client_of(cast.dept_staff).get(reverse("survey_new", args=[inspection.pk])).content.decode()
    assert "own.yaml 第 " in text


@pytest.mark.clause("2.0.m4")
def test_the_survey_of_an_open_covert_visit_is_there_for_its_own_people_alone(cast, at):
    inspection = inspection_of(cast, cast.village, members=["dept_staff"], covert=True)
    hidden = survey_of(inspection, cast.dept_staff)
    for role, user in cast.everybody().items():
        if role == "admin":
            continue
        client = client_of(user)
        status = client.get(reverse("survey_page", args=[hidden.pk])).status_code
        listed = "九月平时检查" in client.get(reverse("survey_list")).content.decode()
        is_own = role in ("dept_staff", "clerk", "mayor")
        assert (status, listed) == ((200, True) if is_own else (404, False)), role
