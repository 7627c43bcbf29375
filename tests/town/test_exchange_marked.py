"""A faulty table comes back: every line as it was, and a column that says what to mend."""

import io
import zipfile
from datetime import timedelta

from django.urls import reverse
from python_calamine import load_workbook

from dushi import tick
from dushi.town.models import MarkedTable, Person
from tests.cast import client_of
from tests.town.exchanging import book, bring, bring_in, text

HEADS = ["序号", "姓名", "管理权限", "工作电话", "备注"]
ROWS = [
    ["1", "示例·新某", "村级", "0530-1234567", "=先抄的"],
    ["2", "", "镇管", "", "缺姓名"],
    ["3", "示例·丙某", "省管", "电话", "两处"],
]
FILE = [["全镇人员表"], [], HEADS, *ROWS]
MENDS = [
    "姓名：没有填",
    "工作电话：电话只填数字，可加区号，例如 0530-1234567；管理权限：“省管”认不出来，只能填：区管、镇管、村级",
]


def given_back(user, kind, data, name="表.xlsx"):
    """What the page offers after a faulty upload."""
    answer = bring(user, kind, data, name)
    url = reverse("import_marked", args=[answer.context["marked"].pk])
    assert url in answer.content.decode()
    file = client_of(user).get(url)
    assert "no-store" in file["Cache-Control"]
    return file.content


def cells(data):
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_every_line_comes_back_in_its_row_with_what_to_mend(cast):
    for data in (book(*FILE), text(*FILE, encoding="gb18030")):
        title, blank, heads, *rows = cells(given_back(cast.clerk, "people", data))
        assert (title[0], blank, heads) == ("全镇人员表", [""] * 6, [*HEADS, "需修改"])
        assert [row[:5] for row in rows] == [[*ROWS[0][:4], "'=先抄的"], *ROWS[1:]], "no text becomes a formula"
        assert [row[5] for row in rows] == ["", *MENDS]


def test_the_cells_to_mend_are_coloured_and_choices_are_offered(cast):
    inside = zipfile.ZipFile(io.BytesIO(given_back(cast.clerk, "people", book(*FILE))))
    sheet = inside.read("xl/worksheets/sheet1.xml").decode()
    style = {place: sheet.split(f'r="{place}" s="')[1].split('"')[0] for place in ("B4", "B5", "C6", "D6", "D4")}
    assert style["B5"] == style["C6"] == style["D6"] != style["B4"] == style["D4"]
    assert '<dataValidation type="list"' in sheet and 'sqref="C4:C' in sheet


def test_mended_in_place_it_comes_in_and_the_added_column_is_passed_over(cast):
    lines = cells(given_back(cast.clerk, "people", book(*FILE)))
    lines[4][1], lines[5][2], lines[5][3] = "示例·乙某", "镇管", "0530-7654321"
    page = bring_in(cast.clerk, "people", book(*lines))
    assert "新增 3" in page.content.decode() and "需修改" not in page.content.decode()
    assert Person.objects.filter(name="示例·丙某", phone="0530-7654321").exists()


def test_still_faulty_it_has_the_column_once(cast):
    first = given_back(cast.clerk, "people", book(*FILE))
    lines = cells(given_back(cast.clerk, "people", first))
    assert lines[2] == [*HEADS, "需修改"]
    assert [line[5] for line in lines[3:]] == ["", *MENDS]


def test_only_who_brought_it_fetches_it_and_not_for_long(cast, at, settings):
    settings.TICK_STEPS = ["dushi.town.actions.exchange.purge_abandoned"]
    url = reverse("import_marked", args=[bring(cast.clerk, "people", book(*FILE)).context["marked"].pk])
    for other in (cast.office_head, cast.admin, cast.foreigner):
        assert client_of(other).get(url).status_code == 404
    at.advance(timedelta(minutes=15))
    assert client_of(cast.clerk).get(url).status_code == 404
    tick.run()
    assert not MarkedTable.objects.exists()
