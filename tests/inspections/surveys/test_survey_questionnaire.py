"""The questionnaire as a file: ten questions, and mistakes named by line and question (2.0.m4)."""

import pytest
from django.core.checks import run_checks

from dushi.regulation.reading import RulebookError
from inspections.surveys import questionnaire

PATH = questionnaire.FOLDER / "household-1.yaml"
TEXT = PATH.read_text(encoding="utf-8")


def problems(text):
    with pytest.raises(RulebookError) as failure:
        questionnaire.parse(text)
    return failure.value.problems


@pytest.mark.clause("2.0.m4")
def test_the_shipped_questionnaire_asks_ten_questions_each_with_unknown():
    shipped = questionnaire.read(PATH)
    assert len(shipped.questions) == 10
    assert all(question.choices[-1][1] == "不清楚" for question in shipped.questions)
    assert [question.id for question in shipped.questions if question.satisfied] == ["q8", "q9", "q10"]
    assert all(len(question.answers) == 5 for question in shipped.questions if question.satisfied)


def test_what_a_survey_keeps_reads_back_the_same():
    shipped = questionnaire.read(PATH)
    assert questionnaire.thawed(shipped.frozen()) == shipped


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        (("kind: satisfaction", "kind: stars"), "q8", "不认识的 kind"),
        (("answers: [知道, 不知道]", "answers: [知道]"), "q1", "2 至 5 个"),
        (("answers: [知道, 不知道]", "answers: [知道, 不清楚]"), "q1", "自动带上"),
        (("answers: [知道, 不知道]", "answers: [知道, 知道]"), "q1", "重复"),
        (("id: q2\n", "id: q1\n"), "q1", "题号重复"),
        (("id: q3\n", "id: 题3\n"), "题3", "只能用字母和数字"),
        (("satisfied: 2", "satisfied: 5"), "", "少于答案的个数"),
        (("version: 1", "version: 新"), "", "整数"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_question(wrong, line, said):
    told = problems(TEXT.replace(*wrong, 1))
    number = TEXT[: TEXT.index(wrong[0])].count("\n") + 1
    assert any(f"第 {number} 行" in one and said in one and (not line or f"题目 {line}" in one) for one in told), told


def test_an_eleventh_question_is_too_many():
    more = TEXT + "  - id: q11\n    text: 还有呢？\n    kind: satisfaction\n"
    assert "最多 10 题" in problems(more)[0]


def test_no_yaml_is_said_with_its_line():
    assert problems("code: [")[0].startswith("第 ")


def test_the_check_of_the_deployment_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(questionnaire, "FOLDER", tmp_path)
    (tmp_path / "mine.yaml").write_text(TEXT.replace("id: q2\n", "id: q1\n"), encoding="utf-8")
    told = [one.msg for one in run_checks() if one.id == "inspections.E001"]
    assert len(told) == 1
    assert told[0].startswith("mine.yaml 第 ")
