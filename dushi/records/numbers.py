"""发文字号: 机关代字, year and number. One series per 机关代字 and year; per kind and year while no 代字 is set.

A number is drawn inside the transaction of its act: what is rolled back gives it back, since the row of the counter
is locked until then. So no number is lost and none is given twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dushi.records.head_models import LetterHead
from dushi.records.models import PaperCounter

#: Stands on a paper where the 机关代字 goes, until the town has set it.
BLANK = "＿＿＿"
#: 机关代字 as a town may write it: no year, no brackets, no digits.
CODE = re.compile(r"^[\u4e00-\u9fff（）]{1,12}$")
#: Kind → kind whose 代字 and numbers it takes: how many 转办摘要 there were is not to be read off their numbers.
SHARED = {"DIGEST": "TASK"}
SERIES_OF_CODE = "代字："


@dataclass(frozen=True)
class PaperNumber:
    """code: 机关代字, "" until set. number: from 1, 0 where the paper carries none."""

    code: str
    year: int
    number: int = 0

    @property
    def text(self) -> str:
        """都扶办〔2026〕11号; 〔2026〕11号 without a 代字; "" where there is no number."""
        return f"{self.code}〔{self.year}〕{self.number}号" if self.number else ""


def printed(text: str) -> str:
    """As it stands on the paper: with a clear blank before 〔 where no 机关代字 is set, never an invented one."""
    return f"{BLANK}{text}" if text.startswith("〔") else text


def code_of(organ: Any, kind: str) -> str:
    """机关代字 the organ has set for that kind of paper; "" where none is."""
    head = LetterHead.objects.filter(unit=organ).only("codes").first() if organ is not None else None
    return head.codes.get(kind, "") if head else ""


def series_of(kind: str, code: str = "") -> str:
    """Name of the counter; papers that bear one 代字 share it, whatever their kind."""
    return f"{SERIES_OF_CODE}{code}" if code else kind


def give_number(*, town: Any, kind: str, year: int, organ: Any = None) -> PaperNumber:
    """The next number of what `organ` issues of that kind in that year."""
    kind = SHARED.get(kind, kind)
    code = code_of(organ, kind)
    return PaperNumber(code, year, next_number(town=town, series=series_of(kind, code), year=year))


@transaction.atomic
def next_number(*, town: Any, series: str, year: int) -> int:
    """The next number of the series in that year, from 1, without gaps or duplicates under concurrency."""
    counter = _locked(town, series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


@transaction.atomic
def start_after(*, town: Any, series: str, year: int, last: int) -> int:
    """Go on after `last`, which was given on paper before. Only forward; returns where the series stands now."""
    counter = _locked(town, series, year)
    if last > counter.last:
        counter.last = last
        counter.save(update_fields=["last"])
    return counter.last


def last_numbers(town: Any, year: int) -> dict[str, int]:
    """series → the last number given in that year. One query."""
    rows = PaperCounter.objects.filter(town=town, year=year)
    return dict(rows.values_list("kind", "last"))


def _locked(town: Any, series: str, year: int) -> PaperCounter:
    PaperCounter.objects.get_or_create(town=town, kind=series, year=year)
    return PaperCounter.objects.select_for_update().get(town=town, kind=series, year=year)
