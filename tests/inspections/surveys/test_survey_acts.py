"""问卷调查 (2.0.m4): by the team alone, each household once, no name, no hour, nothing after the end."""

import pytest
from django.db import models

from dushi import chance, clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from inspections.actions.surveys import close_survey
from inspections.models import SurveyAnswer
from tests.inspections.surveys.stage import inspection_of, reply, survey_of


@pytest.fixture
def survey(cast, at):
    return survey_of(inspection_of(cast, cast.village, cast.other_village, members=["dept_staff"]), cast.dept_staff)


@pytest.mark.clause("2.0.m4")
def test_the_questionnaire_is_kept_as_it_stood_and_the_inspection_states_the_method(survey):
    assert len(survey.questionnaire.questions) == 10
    survey.inspection.refresh_from_db()
    assert survey.inspection.methods == ["2.0.m3", "2.0.m4"]


@pytest.mark.clause("2.0.m4")
def test_a_household_stands_there_with_village_and_day_and_nothing_else(cast, survey):
    one = reply(survey, cast.village, cast.dept_staff, q1="0", q8="x")
    assert (one.village, one.answered_on, one.said) == (cast.village, clock.today(), {"q1": "0", "q8": "x"})
    fields = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert fields == {"id", "survey", "village", "answered_on", "said"}
    assert not any(isinstance(field, models.DateTimeField) for field in SurveyAnswer._meta.get_fields())
    assert not Event.objects.filter(object_type="inspections.surveyanswer").exists()


def test_sent_again_after_a_lost_answer_a_household_counts_once(cast, survey):
    key = chance.uuid4()
    assert reply(survey, cast.village, cast.dept_staff, key=key) == reply(
        survey, cast.village, cast.dept_staff, key=key
    )
    assert SurveyAnswer.objects.count() == 1
    with pytest.raises(Refused, match="内容与本次不同"):
        reply(survey, cast.village, cast.dept_staff, key=key, q1="1")


def test_sent_again_after_the_end_it_is_still_the_same(cast, survey):
    key = chance.uuid4()
    first = reply(survey, cast.village, cast.dept_staff, key=key)
    close_survey(survey=survey, by=cast.dept_staff)
    assert reply(survey, cast.village, cast.dept_staff, key=key) == first


@pytest.mark.parametrize("role", ["clerk", "mayor", "liaison", "village_head", "office_head"])
def test_who_is_not_on_the_team_neither_fills_nor_ends(cast, survey, role):
    with pytest.raises(Refused, match="检查组成员"):
        reply(survey, cast.village, getattr(cast, role))
    with pytest.raises(Refused, match="检查组成员"):
        close_survey(survey=survey, by=getattr(cast, role))


def test_only_inspected_villages_and_offered_answers_are_taken(cast, survey):
    with pytest.raises(Refused, match="被检的村"):
        reply(survey, cast.second_village, cast.dept_staff)
    with pytest.raises(Refused, match="不在问卷里"):
        reply(survey, cast.village, cast.dept_staff, q1="7")
    with pytest.raises(Refused, match="不在问卷里"):
        reply(survey, cast.village, cast.dept_staff, q99="0")


def test_after_the_end_and_after_the_report_nothing_is_added(cast, survey):
    close_survey(survey=survey, by=cast.dept_staff)
    with pytest.raises(Refused, match="已经结束"):
        reply(survey, cast.village, cast.dept_staff)


@pytest.mark.parametrize("status", ["APPROVED", "REPORTED", "CLOSED"])
def test_a_survey_is_opened_only_in_the_field(cast, at, status):
    inspection = inspection_of(cast, cast.village, members=["dept_staff"], status=status)
    with pytest.raises(Refused, match="检查开始以后"):
        survey_of(inspection, cast.dept_staff)


def test_one_survey_per_inspection_and_only_where_a_village_is_inspected(cast, survey):
    with pytest.raises(Refused, match="已经有一份"):
        survey_of(survey.inspection, cast.dept_staff)
    with pytest.raises(Refused, match="没有被检的村"):
        survey_of(inspection_of(cast, cast.dept, members=["clerk"]), cast.clerk)
    with pytest.raises(Refused, match="怎么选"):
        survey_of(inspection_of(cast, cast.village, members=["clerk"]), cast.clerk, sampling=" ")
