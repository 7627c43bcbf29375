"""A week of the town, written into the district's own table."""

from __future__ import annotations

from datetime import datetime

from dushi.district.contracts import Cell
from dushi.district.matching import NAME, Matched, match, sources
from dushi.district.models import DistrictTable
from dushi.district.workbook import Place, filled
from dushi.regulation.periods import Period
from dushi.town.exchange.sandbox import position
from dushi.town.models import Unit

MARKS = ("【镇】", "【周】", "【起】", "【止】")


def rows_of(table: DistrictTable, week: Period) -> Matched:
    """Which row is which village of that week. One query."""
    column = next((int(place) for place, key in table.columns.items() if key == NAME), None)
    if column is None:
        return Matched()
    villages = Unit.objects.in_force(week.last_day).villages().filter(town=table.town_id)
    return match(table.rows, table.head_row, column, villages)


def fill(table: DistrictTable, week: Period, at: datetime) -> tuple[bytes, int]:
    """The workbook filled for the week, and how many villages stand in it."""
    rows = rows_of(table, week).rows
    cells = values(table, rows, week, at)
    if table.stamp_cell:
        row, column = position(table.stamp_cell)
        cells[row + 1, column] = stamp_of(table, week)
    return filled(bytes(table.content), table.sheet, cells), len(rows)


def values(table: DistrictTable, rows: dict[int, Unit], week: Period, at: datetime) -> dict[Place, Cell]:
    """Each source that a column asks is read once for all villages. What is not known leaves an empty cell."""
    asked = {key: int(place) for place, key in table.columns.items() if key != NAME}
    ids = [village.pk for village in rows.values()]
    cells: dict[Place, Cell] = {}
    for source in sources():
        keys = [one.key for one in source.fields if one.key in asked]
        known = source.read(ids, week, at) if keys and ids else {}
        for number, village in rows.items():
            for key in keys:
                cells[number, asked[key]] = known.get(village.pk, {}).get(key, "")
    return cells


def stamp_of(table: DistrictTable, week: Period) -> str:
    """The line above the heads, with 【镇】【周】【起】【止】 said."""
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (week.first_day, week.last_day))
    text = table.stamp
    for mark, word in zip(MARKS, (table.town.name, str(week.number), first, last), strict=True):
        text = text.replace(mark, word)
    return text
