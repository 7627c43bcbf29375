"""A workbook of somebody else's: what stands in it, and a copy with some cells filled.

Only the cells that are filled change. Formats, merged cells, widths, pictures, other sheets and every formula stay
byte for byte what they were; formulas lose the result of last time, so that whoever opens the copy counts anew.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from dushi.district.contracts import Cell
from dushi.records.spreadsheets import plain
from dushi.town.exchange.reading import Unreadable, parsed
from dushi.town.exchange.sandbox import DAMAGED, position

LARGEST = 2 * 1024 * 1024
#: So much of a sheet is read into memory by the tick.
MOST_XML = 8 * 1024 * 1024
MOST_ROWS = 1_000
#: Excel's own limit.
LONGEST_NAME = 31
BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
#: Stand before calcPr in a workbook, in this order or another.
BEFORE_CALC = {"sheets", "functionGroups", "externalReferences", "definedNames"}
Place = tuple[int, int]


def sheets_of(data: bytes) -> list[dict[str, Any]]:
    """Every sheet as text, with the places of its formulas: [{"name", "rows", "formulas": [[row, column], …]}, …].

    Raises Unreadable with a sentence. Rows count from 1 and columns from 0, here and below.
    """
    if not data.startswith(b"PK"):
        raise Unreadable("请上传 .xlsx 表格：旧版 .xls、.csv 请先用 Excel 或 WPS 另存为 .xlsx。")
    if len(data) > LARGEST:
        raise Unreadable("表格超过 2 MB，请去掉图片和用不着的工作表再上传。")
    sheets = parsed(data, [])
    if sum(len(sheet["rows"]) for sheet in sheets) > MOST_ROWS:
        raise Unreadable(f"表格超过 {MOST_ROWS:,} 行，请只留每周要报的表。")
    if any(len(sheet["name"]) > LONGEST_NAME for sheet in sheets):
        raise Unreadable(f"工作表的名称最多 {LONGEST_NAME} 个字，请改短再上传。")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
            raise Unreadable("表格里有宏，请另存为不带宏的 .xlsx 再上传。")
        if any(part.file_size > MOST_XML for part in archive.infolist() if part.filename.startswith("xl/worksheets/")):
            raise Unreadable("工作表里空白行列的格式太多，请删去再上传。")
        try:
            return [_with_formulas(archive, sheet) for sheet in sheets]
        except (LookupError, ValueError, SyntaxError) as fault:  # parts that two readers understand differently
            raise Unreadable(DAMAGED) from fault


def _with_formulas(archive: zipfile.ZipFile, sheet: dict[str, Any]) -> dict[str, Any]:
    grid = Grid(archive.read(parts_of(archive)[sheet["name"]]))
    formulas = [place for place, cell in grid.cells() if grid.is_formula(cell)]
    return {"name": sheet["name"], "rows": sheet["rows"], "formulas": formulas}


def filled(data: bytes, sheet: str, cells: Mapping[Place, Cell]) -> bytes:
    """A copy of the workbook with these cells of one sheet filled. A cell that holds a formula is left alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        parts = parts_of(archive)
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename == BOOK:
                content = counted_anew(content)
            elif info.filename in parts.values():
                content = changed(content, cells if info.filename == parts[sheet] else {})
            copy.writestr(info, content)
    return out.getvalue()


def changed(content: bytes, cells: Mapping[Place, Cell]) -> bytes:
    """A worksheet with its cells filled; as it was where nothing is to change."""
    if not cells and not re.search(rb"<(\w+:)?f[\s>/]", content):
        return content
    grid = Grid(content)
    for place, value in cells.items():
        grid.put(place, value)
    grid.forget_results()
    return serialised(grid.root)


def counted_anew(content: bytes) -> bytes:
    """The workbook's own part, asking whoever opens it to count every formula."""
    root = tree_of(content)
    name = f"{{{etree.QName(root).namespace}}}calcPr"
    settings = root.find(name)
    if settings is None:
        settings = etree.Element(name)
        last = max(place for place, part in enumerate(root) if etree.QName(part).localname in BEFORE_CALC)
        root.insert(last + 1, settings)
    settings.set("fullCalcOnLoad", "1")
    return serialised(root)


def parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a worksheet → its part of the archive."""
    targets = {link.get("Id"): link.get("Target", "") for link in tree_of(archive.read(LINKS))}
    parts = {}
    for sheet in tree_of(archive.read(BOOK)).iter("{*}sheet"):
        link = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(link, "")
        parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def tree_of(content: bytes) -> Any:
    """Entities are never resolved: the file came from outside (sandbox.py refuses document types beforehand)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def serialised(root: Any) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


class Grid:
    """The cells of one worksheet by their places. Every row and cell is given its address, where it had none."""

    def __init__(self, content: bytes) -> None:
        self.root = tree_of(content)
        self.space = f"{{{etree.QName(self.root).namespace}}}"
        self.rows: dict[int, Any] = {}
        self.found: dict[Place, Any] = {}
        number = 0
        for row in self.root.iterfind(f"{self.space}sheetData/{self.space}row"):
            number = int(row.get("r", number + 1))
            row.set("r", str(number))
            self.rows[number] = row
            column = -1
            for cell in row.iterfind(f"{self.space}c"):
                column = position(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", address((number, column)))
                self.found[number, column] = cell
        merged = [one.get("ref", "").split(":") for one in self.root.iter(f"{self.space}mergeCell")]
        # Of one cell alone, or of none, nothing is covered.
        self.merged = [(position(ref[0]), position(ref[1])) for ref in merged if len(ref) == 2]

    def is_covered(self, place: Place) -> bool:
        """True for a cell that lies under a merged one."""
        row, column = place[0] - 1, place[1]
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for (top, left), (bottom, right) in self.merged
        )

    def cells(self) -> Iterator[tuple[Place, Any]]:
        yield from self.found.items()

    def is_formula(self, cell: Any) -> bool:
        return cell is not None and cell.find(f"{self.space}f") is not None

    def put(self, place: Place, value: Cell) -> None:
        """Write into a cell, in the format it has. Text stays text. Formulas and covered cells are left alone."""
        if self.is_covered(place) or place[0] not in self.rows or self.is_formula(self.found.get(place)):
            return
        cell = self.found.get(place)
        if cell is None:
            cell = self._insert(place)
        for part in list(cell):
            cell.remove(part)
        cell.attrib.pop("t", None)
        if isinstance(value, int):
            etree.SubElement(cell, f"{self.space}v").text = str(value)
        elif value:
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{self.space}is"), f"{self.space}t")
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            text.text = plain(value)
            self._grow(self.rows[place[0]])

    def _grow(self, row: Any) -> None:
        """A height that nobody set is found anew by whoever opens the copy; one that the district set stays."""
        if row.get("customHeight") not in ("1", "true"):
            row.attrib.pop("ht", None)

    def _insert(self, place: Place) -> Any:
        """A new cell in its order, in the format of its row."""
        row = self.rows[place[0]]
        cell = etree.Element(f"{self.space}c", r=address(place))
        if row.get("customFormat") in ("1", "true") and row.get("s"):
            cell.set("s", row.get("s"))
        row.attrib.pop("spans", None)
        row.insert(sum(column < place[1] for number, column in self.found if number == place[0]), cell)
        self.found[place] = cell
        return cell

    def forget_results(self) -> None:
        for _, cell in self.cells():
            if self.is_formula(cell):
                cell.attrib.pop("t", None)
                for result in cell.findall(f"{self.space}v"):
                    cell.remove(result)


def letters(column: int) -> str:
    """A, Z, AA of 0, 25, 26."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(65 + rest) + name, column - 1
    return name


def address(place: Place) -> str:
    return f"{letters(place[1])}{place[0]}"
