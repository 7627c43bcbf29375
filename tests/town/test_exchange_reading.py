"""What an uploaded file holds, or why it is not read: one sentence, never a crash, and no row lost."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from dushi.town.exchange import sandbox
from dushi.town.exchange.reading import LARGEST, SANDBOX, Fault, Unreadable, read
from tests.sizes import size
from tests.town.exchanging import book, declared, edited, text

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

HEADS = ["姓名", "电话", "起"]
PEOPLE = (HEADS, ["张三", "13800000000", "2026-03-01"], ["李四", "", ""])
SHEET = "xl/worksheets/sheet1.xml"


def read_in(data):
    return read(data, known=HEADS, must=["姓名"], aliases={"手机": "电话"})


def names(data):
    return [row["姓名"] for _, row in read_in(data).rows]


def why(data):
    with pytest.raises(Unreadable) as reason:
        read_in(data)
    return str(reason.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_in_use(encoding):
    assert names(text(*PEOPLE, ["王𠮷䶮", "", ""], encoding=encoding)) == ["张三", "李四", "王𠮷䶮"]


def test_a_short_gb18030_file_that_is_valid_utf8_too_is_read_by_its_headings():
    """一 is two bytes in GB18030 that UTF-8 takes for one letter."""
    body = "姓名,电话,起\n".encode("gb18030") + "一石,,\n".encode("gb18030")
    assert "一石".encode("gb18030").decode("utf-8")
    assert names(body) == ["一石"]


def test_tabs_and_semicolons_stand_between_cells_as_well():
    assert names("姓名\t电话\n张三\t1\n".encode("utf-16")) == ["张三"]
    assert names("姓名;电话\n张三;1\n".encode()) == ["张三"]


def test_a_quotation_mark_without_its_fellow_swallows_no_rows():
    assert (
        why('姓名,电话\n张三,1\n"李四,2\n王五,3\n'.encode())
        == "第 3 行的引号不成对，请用 Excel 或 WPS 打开后另存一份再导入。"
    )


def test_rows_swallowed_between_two_stray_quotation_marks_are_told():
    sheet = read_in('姓名,电话\n"张三,1\n李四,2\n",3\n'.encode())
    assert sheet.faults == [Fault(2, "姓名", "这一格里有换行，请写成一行。")]


def test_numbers_and_dates_come_as_they_would_be_typed():
    rows = read_in(
        book(HEADS, ["张三", 13812345678, date(2026, 3, 1)], ["李四", 0.5, datetime(2026, 3, 1, 8, 30)])
    ).rows
    assert rows[0] == (2, {"姓名": "张三", "电话": "13812345678", "起": "2026-03-01"})
    assert rows[1][1]["电话"] == "0.5"


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_a_fault():
    assert read_in(book(HEADS, ["张三", 371702104201000001, ""])).faults == [Fault(2, "电话", sandbox.NUMBER)]


def test_an_error_of_a_formula_is_a_fault_and_not_an_empty_cell():
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    sheet.write_row(1, 0, ["张三"])
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 2, "=TODAY()", None, "")
    workbook.close()
    data = edited(out.getvalue(), lambda xml: xml.replace(b"<f>TODAY()</f><v></v>", b"<f>TODAY()</f>"))
    assert read_in(data).faults == [Fault(2, "电话", sandbox.FAULTY), Fault(2, "起", sandbox.UNCOUNTED)]


def test_a_cell_merged_over_several_rows_stands_in_each():
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    for row, phone in enumerate("123", 1):
        sheet.write_string(row, 1, phone)
    sheet.merge_range(1, 0, 3, 0, "张三")
    workbook.close()
    assert names(out.getvalue()) == ["张三", "张三", "张三"]


def test_a_title_above_and_blank_rows_between_are_passed_over_and_rows_keep_their_numbers():
    sheet = read_in(book(["全镇人员表"], [], ["序号", "姓 名*", "手机"], ["1", "张三", "1"], [], ["2", "李四", "2"]))
    assert [(number, row["姓名"], row["电话"]) for number, row in sheet.rows] == [(4, "张三", "1"), (6, "李四", "2")]
    assert sheet.unused == ["序号"]


def test_columns_that_are_not_read_are_named():
    assert read_in(book([*HEADS, "身份证号"], ["张三", "", "", "1", "x"])).unused == ["身份证号", "第 5 列（没有表头）"]


def test_missing_and_double_headings_are_named():
    assert why(book(["电话", "起"], ["1", ""])) == "表头缺少：姓名。"
    assert why(book(["姓名", "电话", "手机"], ["张三", "1", "2"])) == "表头重复：电话。每个表头只能有一列。"
    assert why(book(["甲", "乙"], ["1", "2"])).startswith("没有找到表头。表头在前 10 行之内，须有：姓名。")
    assert why(book(HEADS)) == "表头下面没有内容。"


def test_of_several_sheets_the_one_with_the_headings_is_read():
    assert names(book(sheets={"说明": [["怎样填"]], "人员": PEOPLE, "选项": [["区管"], ["镇管"]]})) == ["张三", "李四"]
    assert "“甲”、“乙”" in why(book(sheets={"甲": PEOPLE, "乙": PEOPLE}))


@pytest.mark.parametrize("extent", ["A1:XFD1048576", "A1", "B7:C9", "Z9:A1"])
def test_what_a_sheet_says_of_its_extent_is_not_believed(extent):
    rows = [HEADS, *([f"人{number}", "", ""] for number in range(300))]
    assert names(declared(book(*rows), extent)) == [f"人{number}" for number in range(300)]


def test_a_cell_that_stands_twice_is_not_read_half():
    again = b'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    assert why(edited(book(*PEOPLE), lambda xml: xml.replace(b"</sheetData>", again))) == sandbox.DAMAGED


def far_cell(place):
    row = f'<row r="{place.lstrip("AFDX")}"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
    return edited(book(*PEOPLE), lambda xml: xml.replace(b"</sheetData>", row))


def test_too_many_rows_columns_sheets_and_bytes_are_told_apart():
    assert "有内容的最后一行是第 1048576 行" in why(far_cell("A1048576"))
    assert "有内容的最后一列是第 16384 列，一张表最多 60 列" in why(far_cell("XFD9"))
    assert "有 21 个工作表，最多 20 个" in why(book(sheets={f"表{n}": [["x"]] for n in range(21)}))
    assert "超过 5 MB" in why(b"x" * (LARGEST + 1))
    assert "20,001 行，一次最多导入 20,000 行" in why(("姓名\n" + "张三\n" * 20_001).encode())
    assert "有 61 列，一张表最多 60 列" in why(("姓名" + ",x" * 60 + "\n").encode())
    assert len(read_in(("姓名\n" + "张三\n" * 20_000).encode()).rows) == 20_000


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in parts.items():
            archive.writestr(name, contents)
    return out.getvalue()


def test_what_is_no_xlsx_is_told_by_its_contents():
    assert "另存为 .xlsx" in why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    assert "这不是 .xlsx 表格" in why(zipped({"word/document.xml": "<a/>"}))
    assert ".xlsb" in why(zipped({"xl/workbook.bin": "x"}))
    assert why(b"") == why(b" \n") == "文件是空的。"
    assert why(b"\x89PNG\r\n\x1a\n\0\0") == "这不是 .xlsx 或 .csv 表格。"
    assert "编码" in why("姓名".encode("gb18030") + b"\xff\xff\xff")


def test_an_archive_that_swells_is_not_unpacked():
    assert "超过 50 MB" in why(zipped({"xl/workbook.xml": "<a/>", SHEET: b"0" * (51 * 1024 * 1024)}))


def test_a_workbook_with_a_document_type_is_refused():
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
    assert "文档类型声明" in why(edited(book(*PEOPLE), lambda xml: xml.replace(b"<worksheet", entity, 1)))
    assert "文档类型声明" in why(
        edited(book(*PEOPLE), lambda xml: xml.replace(b"<sst", entity[:-10] + b"<sst", 1), "xl/sharedStrings.xml")
    )


def swollen_strings():
    """Some tens of KiB that hold one long text in eight hundred rows of twenty columns: gigabytes, once read."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    for row in range(1, 800):
        for column in range(20):
            sheet.write_string(row, column, "长" * 30_000)
    workbook.close()
    return out.getvalue()


#: Runs the sandbox on its own input, and prints the most memory it took, in KiB.
PEAK = """
import resource, subprocess, sys
quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
subprocess.run([sys.executable, "-I", sys.argv[1]], stdin=sys.stdin, **quiet)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_file_that_needs_more_memory_than_there_is_ends_alone():
    data = swollen_strings()
    assert "内容过多" in why(data)
    # Asked of a small process between: right after its fork a child counts as large as its parent.
    used = subprocess.run([sys.executable, "-I", "-c", PEAK, str(SANDBOX)], input=b"[]\n" + data, capture_output=True)
    assert int(used.stdout.split()[-1]) < 512 * 1024


def test_a_file_that_takes_too_long_ends_alone(monkeypatch):
    monkeypatch.setattr("dushi.town.exchange.reading.PATIENCE", 0.01)
    assert "内容过多" in why(book(*PEOPLE))


WHOLE = book(*PEOPLE)


@settings(max_examples=size("imports", 150), deadline=None)
@given(
    cut=st.integers(0, len(WHOLE)),
    flips=st.dictionaries(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), max_size=8),
)
def test_a_damaged_workbook_is_refused_or_read(cut, flips):
    data = bytearray(WHOLE)
    for place, byte in flips.items():
        data[place] = byte
    try:
        sandbox.read(bytes(data[:cut]), HEADS)
    except sandbox.Refused as refusal:
        assert str(refusal).endswith("。")


INNER = [
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    SHEET,
]


@settings(max_examples=size("imports", 150), deadline=None)
@given(part=st.sampled_from(INNER), flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(32, 126)), max_size=4))
def test_a_workbook_whose_parts_are_damaged_is_refused_or_read(part, flips):
    def change(xml):
        damaged = bytearray(xml)
        for place, byte in flips:
            damaged[place % len(xml)] = byte
        return bytes(damaged)

    try:
        sandbox.read(edited(WHOLE, change, part), HEADS)
    except sandbox.Refused as refusal:
        assert str(refusal).endswith("。")


@settings(max_examples=size("imports", 150), deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_are_refused_or_read(data):
    for start in (b"", b"PK\x03\x04", "姓名,电话\n".encode()):
        try:
            sandbox.read(start + data, HEADS)
        except sandbox.Refused as refusal:
            assert str(refusal).endswith("。")


cell = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)


@settings(max_examples=size("rows", 40), deadline=None)
@given(st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=30))
def test_as_many_rows_come_out_as_went_in(rows):
    for data in (book(HEADS, *rows), text(HEADS, *rows), text(HEADS, *rows, encoding="gb18030")):
        [sheet] = sandbox.read(data, HEADS)
        assert [cells for _, cells in sheet["rows"]] == [HEADS, *rows]
