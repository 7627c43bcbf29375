"""The shape of a pack: plain data that freezes as JSON, and reads the same on the page, in print and as .docx.

pack = {"tier", "lead": {"plain", "alarm"}, "tables": [table], "problems": [problem], "late": [line], "missing": [line],
        "arrived": [line], "last": {"title", "plain", "alarm", "lines"}}
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

NUMBERS = "零一两三四五六七八九十"


class Cell(TypedDict):
    """text: what stands there. state: done, late, over, due, off, or "" for plain text. url: where it is proved."""

    text: str
    state: str
    url: str


class Row(TypedDict):
    name: str
    note: str
    url: str
    is_example: bool
    cells: list[Cell]


class Table(TypedDict):
    title: str
    columns: list[str]
    rows: list[Row]


class Line(TypedDict):
    """id: of the matter, "" where none. state and tag: a word at the right edge."""

    id: str
    title: str
    note: str
    tag: str
    state: str
    url: str
    is_example: bool


class Lead(TypedDict):
    plain: str
    alarm: str


class Last(TypedDict):
    title: str
    plain: str
    alarm: str
    lines: list[Line]


class Pack(TypedDict):
    tier: str
    lead: Lead
    tables: list[Table]
    problems_title: str
    problems: list[Line]
    late: list[Line]
    missing: list[Line]
    arrived: list[Line]
    last: Last


def cell(text: object, state: str = "", url: str = "") -> Cell:
    return {"text": str(text), "state": state, "url": url}


def row(name: str, cells: Iterable[Cell], *, note: str = "", url: str = "", is_example: bool = False) -> Row:
    return {"name": name, "note": note, "url": url, "is_example": is_example, "cells": list(cells)}


def table(title: str, columns: Sequence[str], rows: Iterable[Row]) -> Table:
    return {"title": title, "columns": list(columns), "rows": list(rows)}


def line(
    title: str,
    *,
    note: str = "",
    tag: str = "",
    state: str = "",
    url: str = "",
    id: object = "",
    is_example: bool = False,
) -> Line:
    return {
        "id": str(id),
        "title": title,
        "note": note,
        "tag": tag,
        "state": state,
        "url": url,
        "is_example": is_example,
    }


def lead(plain: str, alarms: Iterable[str] = ()) -> Lead:
    """One sentence to be read aloud; what is wrong stands behind it in seal red."""
    said = [alarm for alarm in alarms if alarm]
    if not said:
        return {"plain": f"{plain}。", "alarm": ""}
    return {"plain": f"{plain}；", "alarm": f"{'，'.join(said)}。"}


def asked(real: int, examples: int, words: str) -> str:
    """3 个问题提请办公室研究（另有示例 1 个）; 示例 units stand outside the counts."""
    if not real:
        return f"示例问题 {examples} 个{words}" if examples else ""
    return f"{real} 个问题{words}{f'（另有示例 {examples} 个）' if examples else ''}"


def cn(number: int) -> str:
    """三 for 3, 两 for 2; from eleven on in figures with a space, as in running text."""
    return NUMBERS[number] if number < len(NUMBERS) else f" {number} "


def share(part: int, whole: int, url: str = "") -> Cell:
    """4 / 6, late while something is missing."""
    return cell(f"{part} / {whole}", url=url)


def dash(number: int) -> str:
    return str(number) if number else "–"
