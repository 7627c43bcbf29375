"""Whatever stands in a table: it is refused cell by cell, or every row of it is written as it was foretold."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi.town.exchange.tables import TABLES
from dushi.town.models import Household, HouseholdSupporter, Seat, SupportUnit, Unit, User
from tests.cast import LIVE_FROM
from tests.sizes import size

#: What people write into each column that may be right, and what never is.
CELLS = {
    "类别": (["村", "管区", "部门", "党委"], ["省"]),
    "名称": (["示例一村", "示例二村", "示例一管区", "示例三管区", "新村", "镇财政所"], ["", "长" * 61]),
    "区划代码": (["", "371799101212", "371799101213", "371799101999"], ["12"]),
    "管区": (["", "示例一管区", "示例二管区", "示例三管区"], ["新村"]),
    "重点村": (["", "是", "否", "√"], ["?"]),
    "示例": (["", "是", "否"], ["不"]),
    "排序": (["", "1", "９"], ["-1", "1.5", "99999999999999999999"]),
    "设立日期": (["", "2026-01-01", "2026/3/1", "20260301", "43160"], ["2026-02-30", "4316", "0000-00-00"]),
    "单位类别": (["", "村", "部门"], ["县"]),
    "单位": (["示例一村", "示例二村", "371799101212", "镇财政所", "扶贫办"], ["邻镇村", "旧村"]),
    "岗位类别": (["包村人员", "主要负责人", "工作人员"], ["纪委书记", "总统"]),
    "序": (["", "1", "2", "副"], ["0", "一"]),
    "职务名称": (["", "村主任", "=1+1"], ["长" * 41]),
    "姓名": (["示例·王某", "示例·杨某", "示例·沈某", "张伟"], ["", "37170219800101001X"]),
    "工作电话": (["", "13800000001", "138 0000 0002"], ["电话", "37170219800101001X"]),
    "电子邮箱": (["", "a@example.com"], ["a@"]),
    "管理权限": (["", "区管", "村级"], ["省管"]),
    "重名": (["", "是", "否"], ["？"]),
    "起": (["2026-01-01", "2026年9月1日", "2026.10.1"], ["", "明天"]),
    "止": (["", "2026-09-30", "9999-12-31"], ["2025-01-01"]),
    "代理": (["", "是", "否"], ["代"]),
    "村": (["示例一村", "示例二村", "371799101212"], ["镇财政所", "邻镇村"]),
    "户编号": (["0001", "0002", "a-1"], ["37170219800101001X", "一"]),
    "户主（隐名）": (["张*", "李某", "𠮷＊"], ["张三丰"]),
    "联户责任人": (["", "示例·李某", "示例·李某、示例·王某", "王，李"], ["、"]),
    "所在单位": (["", "镇财政所", "镇财政所、"], ["甲、乙、丙"]),
}
#: Where the same heading holds something else.
CELLS_OF = {
    "support-units": {
        "名称": (["示例局", "示例企业"], ["", "长" * 61]),
        "类别": (["区直帮扶单位", "社会力量"], ["村"]),
        "帮扶村": (["", "示例一村", "示例二村、371799101212", "示例一村，示例一村"], ["旧村", "镇财政所"]),
    },
}


def row_of(kind, heads):
    """A row that may be right, or one in which anything may stand."""
    cells = {**CELLS, **CELLS_OF.get(kind, {})}
    right = st.fixed_dictionaries({head: st.sampled_from(cells[head][0]) for head in heads})
    return right | st.fixed_dictionaries({head: st.sampled_from([*cells[head][0], *cells[head][1]]) for head in heads})


@pytest.fixture
def town(cast):
    """With a household, an ended village and a department that bears a village's name."""
    home = Household.objects.create(town=cast.town, village=cast.village, code="0001", masked_name="张*")
    HouseholdSupporter.objects.create(household=home, name="示例·李某", unit_name="镇财政所", valid_from=LIVE_FROM)
    SupportUnit.objects.create(town=cast.town, name="示例局", kind="COUNTY").villages.add(cast.village)
    Unit.objects.create(town=cast.town, kind="VILLAGE", name="旧村", valid_from=LIVE_FROM, valid_to=LIVE_FROM)
    twin = Unit.objects.create(town=cast.town, kind="DEPARTMENT", name="示例二村", valid_from=LIVE_FROM)
    Seat.objects.create(town=cast.town, unit=twin, kind=Seat.Kind.HEAD)
    return cast


@pytest.mark.parametrize("kind", list(TABLES))
@settings(max_examples=size("tables", 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_table_is_refused_or_written_as_foretold(town, kind, data):
    table, user = TABLES[kind], User.objects.get(pk=town.clerk.pk)
    heads = table(user).heads
    drawn = data.draw(st.lists(row_of(kind, heads), min_size=1, max_size=3))
    rows = list(enumerate(drawn, 2))
    foretold = table(user).run(rows)
    for fault in foretold.faults:
        assert fault.row in range(2, len(rows) + 2) and fault.heading in heads and fault.reason.endswith("。")
    with transaction.atomic():
        count = table._meta.model.objects.count()
        done = table(user, writes=True).run(rows)
        assert done == foretold
        written = 0 if done.faults else done.new
        assert table._meta.model.objects.count() == count + written
        if not done.faults:
            again = table(user, writes=True).run(rows)
            assert (again.faults, again.new, again.changed) == ([], 0, 0)
        transaction.set_rollback(True)
