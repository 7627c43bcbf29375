"""An empty table to fill: headings, lists to choose from, and a sheet that says how."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from dushi.records.spreadsheets import plain
from dushi.records.workbooks import OPTIONS, formats_of, lay_out
from dushi.town.exchange.book import Book, PersonRef, UnitRef, UnitsRef
from dushi.town.exchange.columns import Column, OneOf, YesNo
from dushi.town.exchange.reading import MOST_ROWS
from dushi.town.exchange.table import Table
from dushi.town.exchange.tables.units import AreaRef
from dushi.town.exchange.writing import columns_of
from dushi.town.models import Unit

CHOICES = "选项"


def blank(table: Table) -> bytes:
    """The empty workbook of a table. Names to choose from are those the table's user may see."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    formats = formats_of(book)
    sheet = book.add_worksheet(table.label)
    heads = [f"{column.column_name}*" if column.must else column.column_name for column in table.columns]
    lay_out(sheet, formats, columns_of(table.columns, heads))
    explain(book.add_worksheet("填写说明"), table, formats)
    offer_lists(book, sheet, table, dict(enumerate(table.columns)), 1, MOST_ROWS)
    book.close()
    return out.getvalue()


def offer_lists(book: Any, sheet: Any, table: Table, places: dict[int, Column], first: int, last: int) -> None:
    """Lists to choose from, in the rows from `first` to `last` (from 0). places: where each column stands."""
    lists = {place: words for place, column in places.items() if (words := words_for(column.widget, table.book))}
    for place, source in write_choices(book.add_worksheet(CHOICES), list(lists.values()), list(lists)):
        sheet.data_validation(first, place, last, place, {"source": source, **rule_of(places[place].widget)})


def rule_of(widget: Any) -> dict[str, Any]:
    """A choice is one of the list; of units and people the list asks back, for a code or who is yet to come."""
    if isinstance(widget, (OneOf, YesNo)):
        return {"validate": "list", "error_title": "请从列表中选", "error_message": "只能从列表中选，或留空。"}
    if isinstance(widget, UnitsRef):
        return {"validate": "list", "show_error": False}
    ask = "列表里没有这个名称，请核对。"
    return {"validate": "list", "error_type": "warning", "error_title": "请核对", "error_message": ask}


def words_for(widget: Any, book: Book) -> list[str]:
    """What a cell may hold, where it is one of few."""
    if isinstance(widget, OneOf):
        return list(widget.values)
    if isinstance(widget, YesNo):
        return ["是", "否"]
    if isinstance(widget, (UnitRef, AreaRef)):
        kinds = widget.kinds if isinstance(widget, UnitRef) else (Unit.Kind.AREA,)
        units = {unit.pk: unit.name for found in book.units.values() for unit in found if unit.kind in kinds}
        return list(units.values())
    if isinstance(widget, PersonRef):
        return list(book.people)
    return []


def write_choices(sheet: Any, lists: list[list[str]], places: list[int]) -> list[tuple[int, str]]:
    """The lists side by side on a hidden sheet; (column of the table, where its list stands)."""
    for row in range(max(map(len, lists), default=0)):
        for column, words in enumerate(lists):
            if row < len(words):
                sheet.write_string(row, column, plain(words[row]))
    sheet.hide()
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        (place, f"='{CHOICES}'!${letter[column]}$1:${letter[column]}${len(words)}")
        for column, (place, words) in enumerate(zip(places, lists, strict=True))
    ]


def explain(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    rows = [("列", "是否必填", "怎样填", "例如")]
    rows += [(one.column_name, "必填" if one.must else "", one.note, one.sample) for one in table.columns]
    rows += [("", "", "", ""), ("说明", "", table.note, ""), ("", "", "空着的格子不改原来的内容。", "")]
    for row, cells in enumerate(rows):
        for place, text in enumerate(cells):
            sheet.write_string(row, place, plain(text), formats["typed" if row else "head"])
    for place, width in enumerate((16, 10, 60, 24)):
        sheet.set_column(place, place, width)
