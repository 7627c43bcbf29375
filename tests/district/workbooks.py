"""The district's weekly table, written by LibreOffice: a title, two lines of heads, sums, a second sheet."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from python_calamine import load_workbook

from dushi import clock
from dushi.district.actions import add_table, map_table
from dushi.district.workbook import sheets_of

WEEKLY = (Path(__file__).parent / "fixtures" / "weekly_libreoffice.xlsx").read_bytes()
NAME = "示例县周报表.xlsx"


@lru_cache
def read():
    return sheets_of(WEEKLY)


def added(town, by):
    """Uploaded; its columns proposed, not said."""
    return add_table(town=town, file_name=NAME, content=WEEKLY, sheets=read(), by=by)


def made(town, by, **said):
    """Its columns as proposed."""
    table = added(town, by)
    columns = {int(column): key for column, key in table.columns.items()}
    usual = {"name": table.name, "sheet": table.sheet, "head_row": table.head_row, "ready": table.ready}
    return map_table(table=table, by=by, at=clock.now(), **{"columns": columns, **usual, **said})


def cells(data, sheet="周报"):
    """What another parser reads: rows of a sheet."""
    return load_workbook(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
