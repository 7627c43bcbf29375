"""Columns of a table: what may stand in a cell, and how it is said when it may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from import_export.fields import Field
from import_export.widgets import Widget

EMPTY = "没有填。"
#: What stands between several names in one cell.
SEVERAL = re.compile(r"[、，,;；]")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
#: A date whose cell lost its format: days since the epoch of spreadsheets, from 1954 to 2091.
SERIAL = re.compile(r"[2-6]\d{4}")
EPOCH = date(1899, 12, 30)


class Column(Field):
    """One column: `attribute` of the row's object, under a Chinese heading. An empty cell changes nothing.

    must: no row without it. only_in: asked of an import alone.
    of: what an export shows, from the object; the attribute where not given.
    width: in characters. note: how to fill it, for whoever does. sample: what might stand there.
    """

    def __init__(
        self,
        attribute: str,
        heading: str,
        widget: Widget | None = None,
        *,
        must: bool = False,
        of: Callable[[Any], Any] | None = None,
        only_in: bool = False,
        width: int = 12,
        note: str = "",
        sample: str = "",
    ) -> None:
        super().__init__(attribute=attribute, column_name=heading, widget=widget or Text(), dehydrate_method=of)
        self.must, self.only_in, self.width, self.note, self.sample = must, only_in, width, note, sample


class Text(Widget):
    """A short text, perhaps of one form. check: raises ValidationError, or returns the text as it is kept."""

    def __init__(self, longest: int = 40, check: Callable[[str], Any] | None = None) -> None:
        super().__init__()
        self.longest, self.check = longest, check

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if len(value) > self.longest:
            raise ValueError(f"有 {len(value)} 字，最多 {self.longest} 字。")
        if self.check is None:
            return value
        try:
            kept = self.check(value)
        except ValidationError as fault:
            raise ValueError(fault.messages[0]) from fault
        return value if kept is None else kept

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class OneOf(Widget):
    """One of the labels of a list of choices."""

    def __init__(self, choices: type[TextChoices]) -> None:
        super().__init__()
        self.values = {choice.label: choice.value for choice in choices}
        self.labels = {value: label for label, value in self.values.items()}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        if value not in self.values:
            raise ValueError(f"“{value}”认不出来，只能填：{'、'.join(self.values)}。")
        return self.values[value]

    def render(self, value: str, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "")


class YesNo(Widget):
    """是 or 否."""

    WORDS = {"是": True, "√": True, "✓": True, "有": True, "否": False, "×": False, "无": False}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> bool:
        if value not in self.WORDS:
            raise ValueError(f"“{value}”认不出来，只能填：是、否。")
        return self.WORDS[value]

    def render(self, value: bool, obj: Any = None, **kwargs: Any) -> str:
        return "是" if value else "否"


class Whole(Widget):
    """A whole number from `least` to `most`. words: other ways to say one."""

    def __init__(self, least: int, most: int, words: dict[str, int] | None = None) -> None:
        super().__init__()
        self.least, self.most, self.words = least, most, words or {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int:
        if value in self.words:
            return self.words[value]
        digits = unicodedata.normalize("NFKC", value)
        if not re.fullmatch(r"[0-9]{1,9}", digits) or not self.least <= int(digits) <= self.most:
            raise ValueError(f"“{value}”不对，须填 {self.least} 到 {self.most} 的整数。")
        return int(digits)

    def render(self, value: int | None, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class Day(Widget):
    """A civil day, as a real date, its number in a spreadsheet, or typed in one of the usual ways."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> date:
        if SERIAL.fullmatch(value):
            return EPOCH + timedelta(days=int(value))
        found = DAY.fullmatch("".join(value.split()))
        try:
            year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
            read = date(year, month, day)
        except ValueError as fault:
            raise ValueError(f"“{value}”不是日期，请写成 2026-03-01 这样。") from fault
        if not 1949 <= read.year <= 2100:
            raise ValueError(f"“{value}”的年份不对。")
        return read

    def render(self, value: date | None, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class Names(Widget):
    """Several names in one cell, with 、 between them. Cleans to a list."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        names = [name.strip() for name in SEVERAL.split(value)]
        if too_long := [name for name in names if len(name) > self.longest]:
            raise ValueError(f"“{too_long[0][:10]}…”有 {len(too_long[0])} 字，最多 {self.longest} 字。")
        return names
