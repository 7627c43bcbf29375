"""The record of a draw, as it is exported, printed and re-computed: plain data, made from what was stored alone."""

from __future__ import annotations

from typing import Any

from dushi import clock
from inspections.draws import drawing
from inspections.models import Draw, DrawNumber

#: Of this layout; docs/draw.md describes it.
FORMAT = "dushi-draw-1"


def record_of(draw: Draw) -> dict[str, Any]:
    """Everything anybody needs to draw once more. The draw must be drawn."""
    numbers = {number.role: number for number in draw.numbers.all()}
    record = {
        "drawer": _side(numbers[DrawNumber.Role.DRAWER], draw.roll["drawer"]),
        "drawn_at": _moment(draw.drawn_at),
        "format": FORMAT,
        "list": draw.roll,
        "list_hash": draw.list_hash,
        "result": [{"id": line["id"], "name": line["name"]} for line in draw.chosen],
        "seed": draw.seed,
        "witness": _side(numbers[DrawNumber.Role.WITNESS], draw.roll["witness"]),
    }
    return {**record, "record_hash": drawing.record_hash(record)}


def _side(number: DrawNumber, name: str) -> dict[str, Any]:
    return {
        "commitment": number.commitment,
        "committed_at": _moment(number.committed_at),
        "name": name,
        "number": int(number.number),
        "revealed_at": _moment(number.revealed_at),
        "salt": number.salt,
    }


def _moment(at: Any) -> str:
    return clock.local(at).isoformat(timespec="seconds")
