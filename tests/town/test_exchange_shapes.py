"""Files as LibreOffice 7.4 wrote them (fixtures), and in the shape of WPS: all are read, whatever their name."""

from datetime import date
from pathlib import Path

import pytest

from dushi.town.exchange.reading import Unreadable, read
from dushi.town.exchange.tables import TABLES
from dushi.town.models import Unit
from tests.town.exchanging import bring_in
from tests.town.wps_shape import wps

#: What is written once it is read, other tests show on both engines.
pytestmark = pytest.mark.only_on("sqlite")

FIXTURES = Path(__file__).parent / "fixtures"
HEADS = ["类别", "名称", "区划代码", "管区", "重点村", "排序", "设立日期"]
FIRST, SECOND = 46082, 46083
WPS = wps(
    ["示例镇单位登记表"],
    HEADS,
    ["管区", "示例三管区", "", "", "", 3, (FIRST, 1)],
    ["村", "示例五村", 371799101301, "示例三管区", "是", 21, (FIRST, 2)],
    ["村", "示例六村", 371799101302, "示例三管区", "否", 22, SECOND],
)
UTF8 = (FIXTURES / "units_libreoffice_utf8.csv").read_bytes()
FILES = {
    "xlsx of LibreOffice": (FIXTURES / "units_libreoffice.xlsx").read_bytes(),
    "csv of LibreOffice": UTF8,
    "csv of LibreOffice with the mark of UTF-8": b"\xef\xbb\xbf" + UTF8,
    "csv of LibreOffice in GB18030": (FIXTURES / "units_libreoffice_gb18030.csv").read_bytes(),
    "shape of WPS": WPS,
}


@pytest.mark.parametrize("shape", list(FILES))
def test_the_same_roster_comes_in_from_every_shape(cast, at, shape):
    page = bring_in(cast.clerk, "units", FILES[shape], "随便什么名字.txt")
    assert "新增 3，修改 0，不变 0" in page.content.decode()
    villages = {unit.name: unit for unit in Unit.objects.filter(name__in=["示例五村", "示例六村"])}
    assert villages["示例五村"].code == "371799101301" and villages["示例五村"].is_key
    assert villages["示例六村"].area_on().name == "示例三管区"
    assert [unit.valid_from for unit in villages.values()] == [date(2026, 3, 1), date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("units_libreoffice.xls", "这是旧版 .xls 表格"),
        ("units_libreoffice.ods", "这不是 .xlsx 表格，请用 Excel 或 WPS 另存为 .xlsx"),
    ],
)
def test_other_forms_are_refused_by_what_they_hold_and_say_what_to_do(name, reason):
    table = TABLES["units"]
    with pytest.raises(Unreadable, match=reason):
        read((FIXTURES / name).read_bytes(), known=HEADS, must=["类别", "名称"], aliases=table.aliases)
