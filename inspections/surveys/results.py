"""What a survey found (2.0.m4): counts, shares and satisfaction with their base, in all and by village.

不清楚 and what was left out stand outside a base. A base below LEAST is not broken down, and nothing shown lets it be
reckoned by taking the rest from the total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspections.models import Survey
from inspections.surveys.questionnaire import UNKNOWN, Question

#: The smallest base whose answers are shown.
LEAST = 5


@dataclass(frozen=True)
class Line:
    """The answers to one question in one village, or in all. counts: per answer as offered, without 不清楚."""

    label: str
    answers: tuple[str, ...]
    counts: tuple[int, ...]
    unknown: int
    blank: int
    satisfied: int

    @property
    def base(self) -> int:
        """Households that gave an answer."""
        return sum(self.counts)

    @property
    def cells(self) -> list[tuple[str, int, int]]:
        """(answer, households, percent of the base) of each answer."""
        return [
            (answer, count, percent(count, self.base)) for answer, count in zip(self.answers, self.counts, strict=True)
        ]

    @property
    def content(self) -> int:
        """满意度: percent of the base that gave one of the answers that mean so."""
        return percent(sum(self.counts[: self.satisfied]), self.base)


@dataclass(frozen=True)
class Result:
    """One question. total: None where its base is below LEAST. withheld: how many villages stand in the total alone."""

    number: int
    question: Question
    replies: int
    total: Line | None
    lines: tuple[Line, ...]
    withheld: int


def percent(part: int, base: int) -> int:
    """Rounded half up; 0 of nothing."""
    return (200 * part + base) // (2 * base) if base else 0


def shown(bases: Mapping[int, int]) -> set[int]:
    """Villages whose line may stand beside the total; bases: village → base.

    Whoever takes the shown lines from the total must be left with nothing, or with two villages and LEAST households
    at least: where one small village would stay alone, the next smallest is withheld with it.
    """
    kept = sorted((village for village, base in bases.items() if base >= LEAST), key=lambda one: (bases[one], one))
    rest = [village for village, base in bases.items() if base < LEAST]
    while kept and rest and (len(rest) < 2 or sum(bases[village] for village in rest) < LEAST):
        rest.append(kept.pop(0))
    return set(kept)


def results(survey: Survey, villages: Iterable[tuple[int, str]], told: set[int] | None = None) -> list[Result]:
    """Every question in the order asked. villages: (id, name) in the order shown. told: whose lines this reader may
    see, None for all. One query."""
    named = dict(villages)
    replies = list(survey.replies.values_list("village", "said"))
    return [
        _result(number, question, replies, named, told)
        for number, question in enumerate(survey.questionnaire.questions, start=1)
    ]


def _result(
    number: int,
    question: Question,
    replies: list[tuple[int, dict[str, str]]],
    named: dict[int, str],
    told: set[int] | None,
) -> Result:
    by_village: dict[int, Counter[str]] = {village: Counter() for village in named}
    for village, said in replies:
        by_village.setdefault(village, Counter())[said.get(question.id, "")] += 1
    lines = {village: _line(question, named.get(village, ""), said) for village, said in by_village.items()}
    asked = {village: line for village, line in lines.items() if sum(by_village[village].values())}
    total = _line(question, "合计", sum(by_village.values(), Counter()))
    may_show = shown({village: line.base for village, line in asked.items()}) if len(asked) > 1 else set()
    seen = may_show if told is None else may_show & told
    return Result(
        number=number,
        question=question,
        replies=len(replies),
        total=total if total.base >= LEAST else None,
        lines=tuple(line for village, line in asked.items() if village in seen),
        withheld=len(asked) - len(may_show) if len(asked) > 1 else 0,
    )


def _line(question: Question, label: str, said: Counter[str]) -> Line:
    counts = tuple(said[str(number)] for number in range(len(question.answers)))
    return Line(label, question.answers, counts, said[UNKNOWN], said[""], question.satisfied)
