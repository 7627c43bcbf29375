"""The plain pieces a paper is made of, as kept in Paper.body["lines"]: text as data only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from dushi import words

Line = dict[str, Any]
NUMERALS = "零一二三四五六七八九"


def heading(text: str, level: int = 1) -> Line:
    """一、… (level 1), （一）… (2), 1. … (3), （1）… (4)."""
    return {"kind": "heading", "text": text} | ({"level": level} if level > 1 else {})


def numeral(number: int) -> str:
    """一 for 1, 十二 for 12, 二十 for 20; up to 99."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return f"{ten}{NUMERALS[ones] if ones else ''}"


def numbered(lines: Iterable[Line]) -> list[Line]:
    """With 一、 二、 … before the headings of the first level."""
    counted = count(1)
    return [
        line | {"text": f"{numeral(next(counted))}、{line['text']}"}
        if line["kind"] == "heading" and line.get("level", 1) == 1
        else line
        for line in lines
    ]


def para(text: str) -> Line:
    """A paragraph, first line indented by two characters."""
    return {"kind": "para", "text": text}


def named(label: str, text: str) -> Line:
    """时间：… with the label in 黑体."""
    return {"kind": "named", "label": label, "text": text or "—"}


def flush(text: str) -> Line:
    """Without indent: 主送, a reference."""
    return {"kind": "flush", "text": text}


def signed(text: str) -> Line:
    """At the right: who issues, and the date."""
    return {"kind": "signed", "text": text}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Line:
    return {"kind": "table", "columns": list(columns), "rows": [list(map(str, row)) for row in rows]}


def paras(text: str) -> list[Line]:
    """One paragraph per line of what somebody typed."""
    return [para(line.strip()) for line in text.splitlines() if line.strip()]


def full_day(value: date | datetime) -> str:
    """成文日期: 2026年11月23日, whatever year it is read in."""
    day = words.civil(value)
    return f"{day.year}年{day.month}月{day.day}日"


def full_span(first: date, last: date) -> str:
    """2026年11月23日至2026年11月24日; of one day that day alone."""
    return full_day(first) if first == last else f"{full_day(first)}至{full_day(last)}"


def full_moment(value: datetime) -> str:
    """2026年11月23日（周一）15:00."""
    return f"{full_day(value)}（{words.weekday(value)}）{words.hour(value)}"


def body(title: str, lines: Iterable[Line], **parts: Any) -> dict[str, Any]:
    """What is frozen of a paper. parts: those of dushi.records.official.OfficialPaper that it has, as JSON."""
    return {"heading": title, "lines": list(lines), **{name: part for name, part in parts.items() if part != ""}}


def normalized(value: dict[str, Any]) -> dict[str, Any]:
    """A body as kept by any room, its plain strings as paragraphs."""
    lines = [para(line) if isinstance(line, str) else line for line in value.get("lines", [])]
    return {**value, "heading": str(value.get("heading", "")), "lines": lines}
