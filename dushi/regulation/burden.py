"""What each form costs whoever fills it in: docs/burden.md as plain values. Estimated, never measured on people."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

WEEKS = 52
#: Heads of the three kinds of tables in the document, by their first words.
COSTS, FIELDS, ROUNDS = ("做法", "秒"), ("表单", "字段"), ("岗位", "表单")


@dataclass(frozen=True)
class Question:
    """One field of a form. seconds: by the table of costs; always: asked each time."""

    field: str
    asks: str
    clause: str
    way: str
    seconds: int
    always: bool


@dataclass(frozen=True)
class FormCost:
    """One form by its dotted path. title: what the screen calls the work it belongs to."""

    path: str
    title: str
    questions: tuple[Question, ...]

    @property
    def usual(self) -> int:
        """Seconds when nothing more is to be said than is always asked."""
        return sum(question.seconds for question in self.questions if question.always)

    @property
    def most(self) -> int:
        """Seconds when every field is filled in."""
        return sum(question.seconds for question in self.questions)

    @property
    def codes(self) -> list[str]:
        """Ids of the clauses it serves, each once, in the order of its fields."""
        return list(dict.fromkeys(question.clause for question in self.questions if question.clause))

    @property
    def in_words(self) -> str:
        """本表约 1 分钟，全填约 2 分钟."""
        if not self.usual and len(self.questions) > 1:
            return f"有才填，全填{about(self.most)}"
        usual, most = about(self.usual or self.most), about(self.most)
        return f"本表{usual}" if usual == most else f"本表{usual}，全填{most}"


@dataclass(frozen=True)
class Round:
    """How often a role does one piece of work: so many times a year, all its forms, and so many seconds besides."""

    role: str
    forms: tuple[FormCost, ...]
    yearly: int
    besides: int
    why: str

    @property
    def title(self) -> str:
        return self.forms[0].title

    @property
    def usual(self) -> float:
        """Minutes a week with nothing but what is always asked."""
        return self._weekly(sum(form.usual for form in self.forms))

    @property
    def most(self) -> float:
        """Minutes a week with every field filled in."""
        return self._weekly(sum(form.most for form in self.forms))

    def _weekly(self, seconds: int) -> float:
        return self.yearly * (seconds + self.besides) / WEEKS / 60


@dataclass(frozen=True)
class Role:
    """岗位 and what it fills in. usual, most: minutes a week."""

    name: str
    rounds: tuple[Round, ...]

    @property
    def usual(self) -> float:
        return sum(one.usual for one in self.rounds)

    @property
    def most(self) -> float:
        return sum(one.most for one in self.rounds)


@dataclass(frozen=True)
class Burden:
    """The whole document. costs: way of answering → seconds; forms: by dotted path."""

    costs: dict[str, int]
    forms: dict[str, FormCost]
    roles: tuple[Role, ...]

    def of(self, form: type) -> FormCost | None:
        """The cost of a form, or of the form it was made from; None where it is not listed."""
        paths = (f"{base.__module__}.{base.__qualname__}" for base in form.__mro__)
        return next((self.forms[path] for path in paths if path in self.forms), None)


def about(seconds: int) -> str:
    """不到半分钟, 约 2 分钟: whole minutes, rounded up."""
    return "不到半分钟" if seconds <= 30 else f"约 {math.ceil(seconds / 60)} 分钟"


@lru_cache(maxsize=1)
def burden() -> Burden:
    """docs/burden.md, read once at start-up (RegulationConfig.ready). OSError where the file is not there."""
    return parse((Path(settings.BASE_DIR) / "docs" / "burden.md").read_text(encoding="utf-8"))


def parse(text: str) -> Burden:
    """KeyError or ValueError where a line names a form or a way of answering that the document does not list."""
    tables = list(rows(text))
    costs = {cells[0]: int(cells[1]) for _, head, cells in tables if head == COSTS}
    asked: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for title, head, cells in tables:
        if head == FIELDS:
            path, field, asks, clause, way, always = cells
            asked[path, title].append(Question(field, asks, clause, way, costs[way], always == "是"))
    forms = {path: FormCost(path, title, tuple(questions)) for (path, title), questions in asked.items()}
    by_role: dict[str, list[Round]] = defaultdict(list)
    for _, head, cells in tables:
        if head == ROUNDS:
            role, paths, yearly, besides, why = cells
            listed = tuple(forms[path] for path in paths.split())
            by_role[role].append(Round(role, listed, int(yearly), int(besides), why))
    return Burden(costs, forms, tuple(Role(name, tuple(rounds)) for name, rounds in by_role.items()))


def rows(text: str) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Rows of every table: the words of the heading above it, the first two words of its head, its cells."""
    title = ""
    head: tuple[str, ...] = ()
    for line in text.splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ").split("：")[-1].split("（")[0]
        if not line.startswith("|"):
            head = ()
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not head:
            head = tuple(cells[:2])
        elif not set(cells[0]) <= set("-"):
            yield title, head, cells
