"""The tables, each held to the rules of its pages."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from dushi import clock
from dushi.town.models import AreaMembership, Household, HouseholdSupporter, Person, Post, Seat, SupportUnit, Unit
from tests.cast import LIVE_FROM
from tests.town.exchanging import book, bring, bring_in, faults

# 单位 -------------------------------------------------------------------------------------------------------------

UNIT = ["类别", "名称", "区划代码", "管区", "重点村", "排序", "示例", "设立日期"]


def wrong(user, kind, *rows):
    return faults(bring(user, kind, book(*rows)))


def test_an_area_and_its_villages_come_in_with_one_file(cast, at):
    rows = [
        ["村", "新一村", "371799101301", "示例三管区", "是", "1", "否", ""],
        ["管区", "示例三管区", "", "", "", "", "", ""],
        ["部门", "镇水利站", "", "", "", "", "", date(2026, 9, 1)],
    ]
    bring_in(cast.admin, "units", book(UNIT, *rows))
    village = Unit.objects.get(code="371799101301")
    assert (village.name, village.is_key, village.order, village.valid_from) == ("新一村", True, 1, clock.today())
    assert village.area_on().name == "示例三管区"
    assert {seat.kind for seat in village.seats.all()} == {"LIAISON", "HEAD"}
    assert Unit.objects.get(name="镇水利站").valid_from == date(2026, 9, 1)


def test_a_village_is_known_by_its_code_and_takes_its_new_name_and_area_from_today(cast, at):
    bring_in(cast.clerk, "units", book(UNIT[:4], ["村", "示例新名村", cast.village.code, "示例二管区"]))
    cast.village.refresh_from_db()
    assert cast.village.name == "示例新名村"
    assert cast.village.area_on() == cast.other_area
    assert cast.village.area_on(clock.today() - timedelta(days=1)) == cast.area
    assert AreaMembership.objects.filter(village=cast.village).count() == 2
    assert cast.village.seats.count() == 3


def test_a_village_moved_twice_in_a_day_belongs_to_the_last_area_alone(cast, at):
    for area in ("示例二管区", "示例一管区"):
        bring_in(cast.clerk, "units", book(["类别", "名称", "管区"], ["村", "示例一村", area]))
    assert cast.village.area_on() == cast.area
    assert AreaMembership.objects.filter(village=cast.village, valid_to=None).count() == 1


def test_what_units_may_not_be_is_told(cast):
    Unit.objects.filter(pk=cast.second_village.pk).update(valid_to=date(2026, 2, 1))
    rows = [
        ["村", "示例一村", "12345", "", "", "", "", ""],
        ["部门", "镇水利站", "371799101399", "示例一管区", "是", "", "", ""],
        ["党委", "另一个党委", "", "", "", "", "", ""],
        ["村", "示例二村", "", "", "", "", "", ""],
        ["村", "示例三村", "", "四管区", "", "99999", "不知道", ""],
        ["村", "新村", "", "", "", "", "", "去年"],
        ["村", "新二村", "", "", "", "", "", ""],
        ["村", "新二村", "", "", "", "", "", ""],
        ["村", "示例四村", cast.village.code, "", "", "", "", ""],
        ["部门", "镇财政所", "", "", "", "", "", "2020-01-01"],
    ]
    assert wrong(cast.clerk, "units", UNIT, *rows) == [
        ("2", "区划代码", "区划代码须为 12 位数字。"),
        ("3", "区划代码", "只有村填，部门不填。"),
        ("3", "管区", "只有村填，部门不填。"),
        ("3", "重点村", "只有村填，部门不填。"),
        ("4", "名称", "本镇已有党委，不能再设一个。"),
        ("5", "名称", "这个村已于2月1日撤销。"),
        ("6", "排序", "“99999”不对，须填 0 到 9999 的整数。"),
        ("6", "示例", "“不知道”认不出来，只能填：是、否。"),
        ("6", "管区", "没有“四管区”这个管区。"),
        ("7", "设立日期", "“去年”不是日期，请写成 2026-03-01 这样。"),
        ("9", "名称", "与第 8 行重复。"),
        ("10", "名称", "已有同名的村，区划代码不是这个。"),
        ("11", "设立日期", "已登记为 2026-01-01，不能改。"),
    ]


# 岗位 -------------------------------------------------------------------------------------------------------------


def test_seats_come_in_and_take_their_titles(cast):
    rows = [["示例一村", "包村人员", "副", "包村副组长"], [cast.second_village.code, "工作人员", "", ""]]
    bring_in(cast.clerk, "seats", book(["单位", "岗位", "序", "职务"], *rows))
    assert cast.seat(cast.village, Seat.Kind.LIAISON, 2).title == "包村副组长"
    assert cast.seat(cast.second_village, Seat.Kind.STAFF).town == cast.town


def test_seats_a_unit_may_not_have_are_told(cast):
    rows = [
        ["示例一村", "纪委书记", "1"],
        ["示例一村", "工作人员", "0"],
        ["示例一村", "工作人员", ""],
        ["示例一村", "工作人员", "1"],
    ]
    assert wrong(cast.clerk, "seats", ["单位", "岗位类别", "序"], *rows) == [
        ("2", "岗位类别", "村不设“纪委书记”，可设：包村人员、主要负责人、联系领导、工作人员。"),
        ("3", "序", "“0”不对，须填 1 到 99 的整数。"),
        ("5", "序", "与第 4 行重复。"),
    ]


def test_of_two_units_with_one_name_the_kind_tells_which(cast):
    Unit.objects.create(town=cast.town, kind="DEPARTMENT", name="示例一村", valid_from=LIVE_FROM)
    heads = ["单位类别", "单位", "岗位类别"]
    assert wrong(cast.clerk, "seats", heads, ["", "示例一村", "工作人员"]) == [
        ("2", "单位", "有 2 个单位叫“示例一村”（村、部门），请填“单位类别”。")
    ]
    bring_in(cast.clerk, "seats", book(heads, ["部门", "示例一村", "工作人员"]))
    assert Seat.objects.get(unit__name="示例一村", kind=Seat.Kind.STAFF).unit.kind == "DEPARTMENT"


# 人员 -------------------------------------------------------------------------------------------------------------

PERSON = ["姓名", "工作电话", "重名"]


def test_namesakes_are_told_apart_by_their_phones(cast):
    bring_in(cast.clerk, "people", book(PERSON, ["张伟", "138 0000 0001", ""], ["张伟", "13800000002", "是"]))
    assert Person.objects.filter(name="张伟").count() == 2
    data = book([*PERSON, "管理权限"], ["张伟", "13800000001", "", "村级"], ["张伟", "13800000002", "", "区管"])
    bring_in(cast.clerk, "people", data)
    assert {person.phone: person.level for person in Person.objects.filter(name="张伟")} == {
        "13800000001": "VILLAGE",
        "13800000002": "COUNTY",
    }


def test_a_changed_phone_of_the_only_one_of_that_name_is_taken(cast):
    bring_in(cast.clerk, "people", book(PERSON, ["张伟", "13800000001", ""]))
    bring_in(cast.clerk, "people", book(PERSON, ["张伟", "13800000009", ""]))
    assert Person.objects.get(name="张伟").phone == "13800000009"


def test_unclear_namesakes_are_told(cast):
    bring_in(cast.clerk, "people", book(PERSON, ["张伟", "13800000001", ""], ["张伟", "13800000002", "是"]))
    rows = [
        ["张伟", "", ""],
        ["张伟", "", "是"],
        ["李娜", "1380001", ""],
        ["李娜", "1380002", ""],
        ["示例·王某", "1", "是"],
    ]
    rows += [["示例·朱某", "", ""], ["示例·朱某", "1390001", ""]]
    assert [(row, heading) for row, heading, _ in wrong(cast.clerk, "people", PERSON, *rows)] == [
        ("2", "工作电话"),
        ("3", "工作电话"),
        ("5", "姓名"),
        ("6", "工作电话"),
        ("8", "姓名"),
    ]


# 任职 -------------------------------------------------------------------------------------------------------------

POST = ["单位", "岗位类别", "序", "姓名", "起", "止", "代理"]


def test_posts_come_in_with_their_days(cast, at):
    rows = [
        ["镇财政所", "主要负责人", "1", "示例·杨某", date(2026, 3, 1), "", ""],
        ["示例一村", "主要负责人", "", "示例·杨某", "2026年4月1日", "2026.4.30", "是"],
    ]
    bring_in(cast.clerk, "posts", book(POST, *rows))
    assert cast.seat(cast.finance, Seat.Kind.HEAD).holder_on() == cast.dept_staff.person
    acting = Post.objects.get(seat__unit=cast.village, is_acting=True)
    assert (acting.valid_from, acting.valid_to) == (date(2026, 4, 1), date(2026, 4, 30))


def test_a_seat_is_held_by_one_person_at_a_time(cast, at):
    rows = [
        ["示例一村", "主要负责人", "", "示例·杨某", "2026-09-01", "", ""],
        ["镇财政所", "主要负责人", "", "示例·杨某", "2026-09-01", "", ""],
        ["镇财政所", "主要负责人", "", "示例·朱某", "2026-10-01", "", ""],
    ]
    reason = "这些天这个岗位由{}担任；换人请用“岗位移交”，或先填其止日。"
    assert wrong(cast.clerk, "posts", POST, *rows) == [
        ("2", "姓名", reason.format("示例·沈某")),
        ("4", "姓名", reason.format("示例·杨某")),
    ]


def test_one_leaves_and_another_follows_in_one_file(cast, at):
    rows = [
        ["示例一村", "主要负责人", "", "示例·杨某", "2026-10-01", "", ""],
        ["示例一村", "主要负责人", "", "示例·沈某", LIVE_FROM, "2026-09-30", ""],
    ]
    bring_in(cast.clerk, "posts", book(POST, *rows))
    seat = cast.seat(cast.village, Seat.Kind.HEAD)
    assert seat.holder_on(date(2026, 9, 30)) == cast.village_head.person
    assert seat.holder_on(date(2026, 10, 1)) == cast.dept_staff.person
    assert Post.objects.filter(seat=seat, valid_to=None).count() == 1


def test_what_posts_may_not_be_is_told(cast, at):
    Post.objects.filter(seat__unit=cast.dept, seat__kind=Seat.Kind.STAFF).update(valid_to=date(2026, 2, 1))
    rows = [
        ["镇财政所", "主要负责人", "", "示例·王某", "2026-09-01", "", ""],
        ["镇财政所", "工作人员", "", "示例·杨某", "2026-09-01", "", ""],
        ["镇财政所", "主要负责人", "", "无此人", "2026-09-01", "2026-08-01", ""],
        ["镇财政所", "主要负责人", "", "示例·杨某", "2026-09-01", "2026-08-01", ""],
        ["示例一村", "主要负责人", "", "示例·杨某", "2026-09-01", "", "是"],
        ["镇民政办", "工作人员", "", "示例·杨某", LIVE_FROM, "2026-12-01", ""],
        ["镇人社所", "主要负责人", "", "示例·杨某", "", "", ""],
    ]
    assert wrong(cast.clerk, "posts", POST, *rows) == [
        ("2", "姓名", "不能给自己任职，请由另一位同事办理。"),
        ("3", "岗位类别", "“镇财政所”没有这个岗位，请先设岗位。"),
        ("4", "姓名", "没有“无此人”这个人，请先登记人员。"),
        ("5", "止", "止日不能早于起日。"),
        ("6", "止", "代理须填止日。"),
        ("7", "止", "这项任职早已结束，止日不能再改。"),
        ("8", "起", "没有填。"),
    ]


# 贫困户 -----------------------------------------------------------------------------------------------------------

HOME = ["村", "户编号", "户主", "联户责任人", "所在单位"]


@pytest.fixture
def home(cast, at):
    bring_in(cast.clerk, "households", book(HOME, ["示例一村", "0001", "张*", "示例·李某", "镇财政所"]))
    return Household.objects.get(code="0001")


def answering(home, on=None):
    return sorted(HouseholdSupporter.objects.in_force(on).filter(household=home).values_list("name", "unit_name"))


def test_households_come_in_with_who_answers_for_them(cast, home):
    assert (home.village, home.masked_name, home.town) == (cast.village, "张*", cast.town)
    assert answering(home) == [("示例·李某", "镇财政所")]


def test_another_supporter_follows_from_today_and_the_history_stays(cast, home, at):
    at.advance(timedelta(days=30))
    bring_in(cast.clerk, "households", book(HOME, ["示例一村", "0001", "张某", "示例·王某、示例·朱某", "、镇督查办"]))
    assert answering(home) == [("示例·朱某", "镇督查办"), ("示例·王某", "")]
    assert answering(home, clock.today() - timedelta(days=1)) == [("示例·李某", "镇财政所")]
    home.refresh_from_db()
    assert home.masked_name == "张某"


def test_a_supporter_named_again_without_a_unit_keeps_it(cast, home):
    bring_in(cast.clerk, "households", book(HOME[:4], ["示例一村", "0001", "张*", "示例·李某、示例·王某"]))
    assert answering(home) == [("示例·李某", "镇财政所"), ("示例·王某", "")]


def test_a_supporter_replaced_on_the_same_day_never_was(cast, home):
    bring_in(cast.clerk, "households", book(HOME, ["示例一村", "0001", "张*", "示例·王某", ""]))
    assert [one.name for one in HouseholdSupporter.objects.filter(household=home)] == ["示例·王某"]


def test_full_names_id_cards_and_other_villages_are_refused(cast, home):
    rows = [
        ["示例一村", "0002", "张三丰", "", ""],
        ["示例一村", "37170219800101001X", "张*", "", ""],
        ["示例二村", "0001", "张*", "", ""],
        ["示例一村", "0003", "张*", "示例·李某、示例·李某", ""],
        ["示例一村", "0004", "张*", "示例·李某", "镇财政所、镇民政办"],
        ["镇财政所", "0005", "张*", "", ""],
        ["示例一村", "0006", "张*", "", ""],
        ["示例一村", "0006", "李*", "", ""],
    ]
    assert wrong(cast.clerk, "households", HOME, *rows) == [
        ("2", "户主（隐名）", "户主只登记隐名，例如 张* 或 张某。"),
        ("3", "户编号", "这像是身份证号，不能登记；请用户编号。"),
        ("4", "村", "这户登记在示例一村，不能改到别的村。"),
        ("5", "联户责任人", "有空名或同一人写了两次。"),
        ("6", "所在单位", "比联户责任人多，请一一对应。"),
        ("7", "村", "没有“镇财政所”这个村。"),
        ("9", "户编号", "与第 8 行重复。"),
    ]


# 帮扶单位 ---------------------------------------------------------------------------------------------------------

HELP = ["名称", "类别", "帮扶村"]


def helped(name):
    return sorted(village.name for village in SupportUnit.objects.get(name=name).villages.all())


@pytest.mark.clause("1.4.r")
def test_support_units_come_in_with_their_villages_and_the_table_decides(cast, at):
    rows = [["示例局", "区直帮扶单位", f"示例一村、{cast.second_village.code}"], ["示例企业", "社会力量", "示例四村"]]
    bring_in(cast.clerk, "support-units", book(HELP, *rows))
    Unit.objects.filter(pk=cast.second_village.pk).update(valid_to=clock.today() - timedelta(days=1))
    changed = [["示例局", "第一书记", "示例四村"], ["示例企业", "社会力量", ""]]
    page = bring_in(cast.clerk, "support-units", book(HELP, *changed))
    assert "新增 0，修改 1，不变 1" in page.content.decode()
    assert SupportUnit.objects.get(name="示例局").kind == "FIRST_SECRETARY"
    assert helped("示例局") == ["示例二村", "示例四村"], "what bound it to a village that is no more stays"
    assert helped("示例企业") == ["示例四村"]


def test_what_support_units_may_not_be_is_told(cast):
    rows = [
        ["示例局", "区直帮扶单位", "示例一村、无此村"],
        ["示例企业", "企业", "示例一村"],
        ["示例队", "驻村工作队", ""],
        ["示例社", "社会力量", "示例一村"],
        ["示例社", "社会力量", "示例一村"],
    ]
    kinds = "区直帮扶单位、第一书记、驻村工作队、镇直部门、社会力量"
    assert wrong(cast.clerk, "support-units", HELP, *rows) == [
        ("2", "帮扶村", "没有“无此村”这个村。"),
        ("3", "类别", f"“企业”认不出来，只能填：{kinds}。"),
        ("4", "帮扶村", "没有填。"),
        ("6", "名称", "与第 5 行重复。"),
    ]


def test_the_page_of_every_table_says_how_to_fill_it(cast, client):
    client.force_login(cast.clerk, backend=settings.AUTHENTICATION_BACKENDS[-1])
    for kind, heading in (("units", "设立日期"), ("posts", "代理"), ("households", "户主（隐名）")):
        assert heading in client.get(reverse("import_new", args=[kind])).content.decode()
