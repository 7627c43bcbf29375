"""Faults as they are said: each with its rows and column, the same ones together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dushi.town.exchange.reading import Fault

SHOWN = 500


def grouped(faults: Iterable[Fault]) -> tuple[list[tuple[str, str, str]], int]:
    """(rows, heading, reason) in the order of the first row, and how many faults are not shown for their number."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for fault in sorted(faults):
        rows[fault.heading, fault.reason].append(fault.row)
    lines = [(spans(numbers), heading, reason) for (heading, reason), numbers in rows.items()]
    return lines[:SHOWN], sum(len(numbers) for numbers in list(rows.values())[SHOWN:])


def spans(numbers: Sequence[int]) -> str:
    """3、5、8–120 of sorted row numbers."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number <= found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in found)
