"""The questionnaire as a file: read, checked line by line, and held as plain values (2.0.m4). No database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dushi.regulation.reading import Entry, Reading, RulebookError

#: The files a survey may be opened with.
FOLDER = Path(__file__).parent / "questionnaires"
#: How many questions a questionnaire has at most: one page of a phone, twelve taps with the village and the sending.
MOST = 10
#: Every question may be answered so; it stands outside the base of a share.
UNKNOWN = "x"
UNKNOWN_TEXT = "不清楚"

BOOK = {"code", "version", "title", "intro", "satisfaction", "questions"}
SCALE = {"answers", "satisfied"}
QUESTION = {"id", "text", "kind", "answers"}


@dataclass(frozen=True)
class Question:
    """One question. answers: in the order they are offered, without 不清楚. satisfied: how many of the first answers
    count as satisfied; 0 where the question does not ask for satisfaction."""

    id: str
    text: str
    answers: tuple[str, ...]
    satisfied: int = 0

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(kept value, words) of every answer, 不清楚 last."""
        return [*((str(n), answer) for n, answer in enumerate(self.answers)), (UNKNOWN, UNKNOWN_TEXT)]


@dataclass(frozen=True)
class Questionnaire:
    code: str
    version: int
    title: str
    intro: str
    questions: tuple[Question, ...]

    def frozen(self) -> dict[str, Any]:
        """As a survey keeps it; `thawed` reads it back."""
        questions = [{**vars(question), "answers": list(question.answers)} for question in self.questions]
        return {**vars(self), "questions": questions}


def thawed(kept: dict[str, Any]) -> Questionnaire:
    """What `Questionnaire.frozen` kept."""
    questions = tuple(Question(**{**question, "answers": tuple(question["answers"])}) for question in kept["questions"])
    return Questionnaire(**{**kept, "questions": questions})


def read(path: Path) -> Questionnaire:
    """The questionnaire in a file. Raises RulebookError that names line and question of everything wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise RulebookError([f"读不出问卷文件：{failure}"]) from failure
    return parse(text)


def parse(text: str) -> Questionnaire:
    """The same from text."""
    reading = Reading(whole="问卷", part="题目")
    book = reading.open(text, BOOK)
    scale, satisfied = _scale(book)
    entries = book.entries("questions", QUESTION)
    questions = [_question(entry, scale, satisfied) for entry in entries]
    _check_ids(entries)
    if len(entries) > MOST:
        entries[MOST].wrong("id", f"一份问卷最多 {MOST} 题")
    found = Questionnaire(
        code=book.text("code", most=40),
        version=book.number("version", least=1),
        title=book.text("title", most=40),
        intro=book.text("intro", most=200, required=False),
        questions=tuple(questions),
    )
    reading.finish()
    return found


def _scale(book: Entry) -> tuple[tuple[str, ...], int]:
    """The answers of every question that asks for satisfaction, and how many of the first mean yes."""
    if not book.has("satisfaction"):
        return (), 0
    scale = book.entry("satisfaction", SCALE)
    answers, satisfied = _answers(scale), scale.number("satisfied", least=1)
    if answers and satisfied >= len(answers):
        scale.wrong("satisfied", "“satisfied”应少于答案的个数")
    return answers, satisfied


def _question(entry: Entry, scale: tuple[str, ...], satisfied: int) -> Question:
    entry.name = code = entry.text("id", most=8)
    if code and not (code.isascii() and code.isalnum()):
        entry.wrong("id", f"题号“{code}”只能用字母和数字，应如 q1")
    kind = entry.choice("kind", ("choice", "satisfaction"))
    text = entry.text("text", most=80)
    if kind == "satisfaction":
        if entry.has("answers"):
            entry.wrong("answers", "满意度题不写 answers，用 satisfaction 的答案")
        if not scale:
            entry.wrong("kind", "有满意度题，须先写 satisfaction")
        return Question(code, text, scale, satisfied)
    return Question(code, text, _answers(entry))


def _answers(entry: Entry) -> tuple[str, ...]:
    """Two to five different answers of at most 12 characters."""
    answers = [str(answer).strip() for answer in entry.plain("answers", list)]
    if not 2 <= len(answers) <= 5:
        entry.wrong("answers", "答案应有 2 至 5 个")
    for answer in answers:
        if not 0 < len(answer) <= 12:
            entry.wrong("answers", f"答案“{answer}”应为 1 至 12 个字")
        if answer == UNKNOWN_TEXT:
            entry.wrong("answers", f"“{UNKNOWN_TEXT}”每题都自动带上，不用写")
    if len(set(answers)) < len(answers):
        entry.wrong("answers", "答案有重复")
    return tuple(answers)


def _check_ids(entries: list[Entry]) -> None:
    """Each id stands once."""
    first: dict[str, int] = {}
    for entry in entries:
        if entry.name in first:
            entry.wrong("id", f"题号重复，第 {first[entry.name]} 行已有")
        first.setdefault(entry.name, entry.line)


def shelf() -> dict[str, Questionnaire]:
    """Every questionnaire in the folder by its file's name. Raises RulebookError naming file, line and question."""
    found: dict[str, Questionnaire] = {}
    problems: list[str] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            found[path.stem] = read(path)
        except RulebookError as failure:
            problems += [f"{path.name} {problem}" for problem in failure.problems]
    if problems:
        raise RulebookError(problems)
    return found
