"""A copy of the district's workbook with some cells filled: everything else stays as the district made it."""

import io
import re
import zipfile
from datetime import date

import pytest

from dushi.district.workbook import filled, letters, sheets_of
from dushi.town.exchange.reading import Unreadable
from tests.district.workbooks import WEEKLY, cells
from tests.town.wps_shape import wps

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

BODY = "xl/worksheets/sheet1.xml"


def part(data, name=BODY):
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_formulas_formats_and_other_sheets_stay_the_district_s():
    data = filled(WEEKLY, "周报", {(5, 2): "已报", (5, 3): "核对示例户档案", (5, 4): 1})
    before, after = part(WEEKLY), part(data)
    formulas = r"<f[^>]*>[^<]*</f>"
    assert re.findall(formulas, after) == re.findall(formulas, before) != []
    styles = r'<c r="(\w+)" s="(\d+)"'
    assert re.findall(styles, after) == re.findall(styles, before)
    for tag in ("mergeCell ", "col ", "pageSetup", "sheetFormatPr"):
        assert re.findall(f"<{tag}[^/>]*", after) == re.findall(f"<{tag}[^/>]*", before) != []
    for name in ("xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"):
        assert part(data, name) == part(WEEKLY, name)
    assert not re.search(r"</f><v", after + part(data, "xl/worksheets/sheet2.xml")), "no sum of last time is shown"
    assert 'fullCalcOnLoad="1"' in part(data, "xl/workbook.xml")


def test_a_filled_table_is_read_again_as_the_table_it_was():
    again = filled(filled(WEEKLY, "周报", {(5, 3): "原写"}), "周报", {(5, 3): "改写"})
    assert cells(again)[4][3] == "改写"
    assert [len(line) for line in cells(again)] == [len(line) for line in cells(WEEKLY)]


def test_no_formula_and_no_covered_cell_is_written_over():
    data = filled(WEEKLY, "周报", {(5, 6): 9, (9, 4): 9, (1, 3): "盖住", (4, 1): "盖住", (40, 1): "没有这一行"})
    assert re.findall(r"<f[^>]*>[^<]*</f>", part(data)) == re.findall(r"<f[^>]*>[^<]*</f>", part(WEEKLY))
    assert "盖住" not in part(data) and "没有这一行" not in part(data)


def test_a_cell_the_district_left_out_is_made_in_its_place():
    bare = WEEKLY
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bare)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb'<c r="D5"[^>]*/>', b"", content) if name == BODY else content)
    data = filled(out.getvalue(), "周报", {(5, 3): "补上"})
    assert re.findall(r'<c r="(\w5)"', part(data)) == [f"{letters(column)}5" for column in range(10)]
    assert cells(data)[4][3] == "补上"


def test_the_shape_of_wps_is_filled_as_well():
    data = filled(
        wps(["村名", "本周工作", "起"], ["示例一村", "", (46082, 1)], ["示例二村"]), "单位", {(2, 1): "甲", (3, 1): 2}
    )
    assert cells(data, "单位")[:3] == [
        ["村名", "本周工作", "起"],
        ["示例一村", "甲", date(2026, 3, 1)],
        ["示例二村", 2, ""],
    ]
    assert "WPS Office" in part(data, "docProps/app.xml") and "etCustomData" in part(data)


def changed_part(name, old, new):
    """The district's workbook with something replaced in one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WEEKLY)) as archive, zipfile.ZipFile(out, "w") as copy:
        for one in archive.namelist():
            content = archive.read(one)
            copy.writestr(one, re.sub(old, new, content, count=1) if one == name else content)
    return out.getvalue()


@pytest.mark.parametrize("merged", [b'ref="A1"', b""])
def test_a_merge_that_merges_nothing_stops_no_week(merged):
    data = changed_part(BODY, rb'(<mergeCell )ref="[^"]+"', rb"\1" + merged)
    name = sheets_of(data)[0]["name"]
    assert cells(filled(data, name, {(5, 3): "写上"}))[4][3] == "写上"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/Sheet1.xml"),
        ("xl/workbook.xml", 'name="周报"'.encode(), 'name="周\u200b报"'.encode()),
        ("xl/workbook.xml", 'name="周报"'.encode(), f'name="{"长" * 80}"'.encode()),
    ],
)
def test_a_workbook_that_two_readers_understand_differently_is_refused_in_words(name, old, new):
    with pytest.raises(Unreadable):
        sheets_of(changed_part(name, old, new))
