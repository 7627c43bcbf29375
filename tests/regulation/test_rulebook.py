"""The rule book as a file: every id, word for word, and mistakes named by line and id."""

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dushi.regulation.models import Clause, Duty
from dushi.regulation.reading import RulebookError
from dushi.regulation.rulebook import DEFAULT, parse, read
from dushi.town.models import Seat, Unit

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

TEXT = DEFAULT.read_text(encoding="utf-8")
LINES = TEXT.splitlines(keepends=True)
#: Of the regulation as the town issued it, paragraph by paragraph.
AS_ISSUED = "eb371e729085b3927c7c8c71dfc91b7a29cb37c861fe7a4a18ef808dea8d6a55"


def letters(before, last):
    return [f"{before}{chr(n)}" for n in range(ord("a"), ord(last) + 1)]


def items(before, last):
    return [f"{before}({n})" for n in range(1, last + 1)]


def agenda(number, last):
    return [f"{number}({letter})" for letter in letters("", last)]


IDS = [
    *["0.1", "1.0", "1.1.q", "1.1.m", *agenda("1.1", "d"), "1.2", *agenda("1.2", "e"), "1.3", *agenda("1.3", "d")],
    *["1.4", "1.4.r", *agenda("1.4", "d"), "1.5.main", "1.5.member"],
    *["2.0", *(f"2.0.m{n}" for n in range(1, 10)), "2.1", "2.1.plan", *items("2.1", 8), "2.2", *items("2.2", 7)],
    *["2.3", "2.3.gen", "3.0", *items("3.1", 3)],
    *[*letters("3.2(1)", "d"), *letters("3.2(2)", "d"), *letters("3.2(3)", "b"), *letters("3.2(4)", "c"), "3.2(5)"],
    *["3.3(1)", "3.3(2)", *letters("3.3(3)", "e"), "3.3(4)", *letters("3.4.", "d"), "X.1", "X.2", "X.3"],
]


def test_the_rule_book_covers_all_ninety_ids_in_the_order_of_the_text():
    assert [clause.code for clause in read().clauses] == IDS
    assert len(IDS) == 90


def test_the_text_is_the_one_the_town_issued_word_for_word():
    text = "\n".join(paragraph["text"] for paragraph in read().document)
    assert hashlib.sha256(text.encode()).hexdigest() == AS_ISSUED


def test_slips_of_the_pen_are_quoted_and_explained():
    clauses = {clause.code: clause for clause in read().clauses}
    assert "实事求事" in clauses["3.0"].text
    assert "实事求是" in clauses["3.0"].note
    assert "工作中履职或履职不到位" in clauses["3.3(4)"].text
    assert "不履职或履职不到位" in clauses["3.3(4)"].note


def test_every_duty_says_who_how_often_and_where():
    duties = {clause.code: clause.duty for clause in read().clauses if clause.duty}
    said = {key: (duty.cadence, duty.holder_kind, duty.place) for key, duty in duties.items()}
    unit, seat, cadence = Unit.Kind, Seat.Kind, Duty.Cadence
    assert said == {
        "1.1.q": (cadence.QUARTER, unit.PARTY_COMMITTEE, ""),
        "1.1.m": (cadence.MONTH, unit.JOINT_MEETING, ""),
        "1.2": (cadence.MONTH, unit.LEADING_GROUP, ""),
        "1.3": (cadence.WEEK, unit.OFFICE, ""),
        "1.4": (cadence.WEEK, unit.AREA, ""),
        "1.4.r": (cadence.WEEK, unit.VILLAGE, ""),
        "1.5.main": (cadence.MONTH, seat.MAIN_LEADER, Duty.Place.KEY_VILLAGE),
        "1.5.member": (cadence.MONTH, seat.MEMBER, Duty.Place.COVERED),
        "2.1": (cadence.MONTH, unit.OFFICE, ""),
        "2.1.plan": (cadence.YEAR, unit.OFFICE, ""),
        "2.2": (cadence.QUARTER, unit.COMMISSION, ""),
    }
    assert {duty.minimum for duty in duties.values()} == {1}


def test_ids_are_numbered_as_the_text_numbers_them():
    numbers = {clause.code: (clause.number, clause.printed, clause.chapter) for clause in read().clauses}
    assert numbers["1.4.r"] == ("1.4", "一、4", Clause.Chapter.DISPATCH)
    assert numbers["3.2(1)a"] == ("3.2", "三、2(1)", Clause.Chapter.ACCOUNTABILITY)
    assert numbers["X.2"] == ("X.2", "", Clause.Chapter.ACROSS)


def test_the_six_departments_are_called_as_the_text_calls_them():
    book = read()
    focused = next(clause for clause in book.clauses if clause.code == "2.2")
    assert all(name in focused.text for name in book.settings["departments"])
    assert len(book.settings["departments"]) == 6


#: (what is changed in the file, into what, the id the mistake is named with, words of the complaint)
MISTAKES = [
    ("- id: '1.0'", "- id: '0.1'", "0.1", "编号重复"),
    ("- id: '1.0'", "- id: '一.0'", "一.0", "不合规"),
    ("kind: rule", "kind: wish", "0.1", "kind“wish”"),
    ("    text: 为确保到2018年底圆满完成脱贫攻坚各项目标任务\n", "", "0.1", "缺少“text”"),
    ("    text: 听取全镇脱贫攻坚工作汇报", "    text: 听取全镇工作汇报", "1.1(b)", "与原文不符"),
    ("cadence: quarter", "cadence: fortnight", "1.1.q", "cadence“fortnight”"),
    ("holder: unit AREA", "holder: unit ARENA", "1.4", "不认识的承担者"),
    ("holder: seat MEMBER", "holder: MEMBER", "1.5.member", "不认识的承担者"),
    ("place: COVERED", "place: ANYWHERE", "1.5.member", "place“ANYWHERE”"),
    ("time: '18:00'", "time: '28:00'", "1.4.r", "时:分"),
    ("      minimum: 1\n", "      minimum: 0\n", "1.1.q", "不小于 1"),
    ("      minimum: 1\n", "      minimum: 2\n", "1.1.q", "只用于写明去处"),
    ("      ladder: standard", "      ladder: steep", "1.1.q", "提醒阶梯"),
    ("goal_date: 2018-12-31", "goal_date: 2018-12-32", "", "不是日期"),
    ("effective_from: 2017-01-01", "effective_from: ''", "", "缺少“effective_from”"),
    ("version: '2017'", "version: '2017'\nversion: '2018'", "", "写了两次"),
    ("title: 都司镇", "titel: 都司镇", "", "不认识的项“titel”"),
    ("clauses: ['1.0']", "clauses: ['1.9']", "", "1.9"),
    ("situations: ['3.1(2)']", "situations: ['3.9']", "", "3.9"),
]


@pytest.mark.parametrize(("right", "wrong", "code", "complaint"), MISTAKES)
def test_a_mistake_is_named_by_its_line_and_id(right, wrong, code, complaint):
    assert right in TEXT
    broken = TEXT.replace(right, wrong, 1)
    with pytest.raises(RulebookError) as caught:
        parse(broken)
    said = next(problem for problem in caught.value.problems if complaint in problem)
    line = int(re.match(r"第 (\d+) 行", said)[1])
    assert 1 <= line <= len(broken.splitlines())
    assert f"（条款 {code}）" in said or not code


def test_all_mistakes_are_named_at_once_in_the_order_of_the_lines():
    broken = TEXT.replace("kind: rule", "kind: wish").replace("goal_date: 2018", "goal_date: year")
    with pytest.raises(RulebookError) as caught:
        parse(broken)
    lines = [int(re.match(r"第 (\d+) 行", problem)[1]) for problem in caught.value.problems]
    assert len(lines) > 3
    assert lines == sorted(lines)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, len(LINES) - 1),
    st.sampled_from(["", "\n", "? [a]: b\n", "  - 1\n", "&a [*a]\n", "\t\n", "x: 2017-01-01\n", "{", "'", "- - -\n"]),
)
def test_a_spoilt_line_is_complained_of_and_never_breaks_the_reader(number, spoilt):
    try:
        parse("".join([*LINES[:number], spoilt, *LINES[number + 1 :]]))
    except RulebookError as failure:
        assert all("第 " in problem for problem in failure.problems)


@given(st.text())
def test_any_text_is_a_rule_book_or_refused(text):
    with pytest.raises(RulebookError):
        parse(text)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path):
    with pytest.raises(RulebookError, match="读不出"):
        read(tmp_path / "nowhere.yaml")
    (tmp_path / "gbk.yaml").write_bytes("代号: 都司".encode("gbk"))
    with pytest.raises(RulebookError, match="读不出"):
        read(tmp_path / "gbk.yaml")
