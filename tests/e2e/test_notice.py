"""One 市 notice in a real browser: two villages named, the town named through a department; checked, told, objected to,
counted when the window has ended, and reversed for one line that the superior corrects (3.4.d)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import expect

from dushi import clock, tick
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from dushi.regulation.seeding import seed_calendar
from dushi.town.models import Post, Seat
from tests.accountability.scores.stage import scheme_of
from tests.cast import Cast
from tests.e2e.conftest import Devices
from tests.e2e.people import Somebody, Town

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("3.4.d")]
NUMBER = "菏脱贫通〔2026〕5号"
LINES = {
    "示例一村": "示例一村把没有改造的危房报成改造完，予以通报批评。",
    "示例甲村": "示例甲村两户档案与实际不符，予以通报批评。",
    "镇民政办": "示例镇审核把关不严，予以通报批评。",
}
OBJECTION = "两户中有一户户籍不在本村，另一户 2025 年 11 月已经验收。"


@pytest.fixture
def founded(cast: Cast) -> Iterator[Cast]:
    """Thursday 17 September, a scheme in force, and a head in 示例甲村."""
    with clock.frozen(clock.at(date(2026, 9, 17), 10)):
        load_regulation(book=read(), at=clock.at(date(2017, 1, 1)))
        seed_calendar()
        scheme_of(cast)
        seat = Seat.objects.create(town=cast.town, unit=cast.demo_village, kind=Seat.Kind.HEAD)
        Post.objects.create(seat=seat, person=cast.second_liaison.person, valid_from=date(2026, 1, 1))
        yield cast


def register(staff: Somebody) -> None:
    """The document, with its scan."""
    staff.turn_to("通报登记")
    staff.follow("登记通报")
    page = staff.page
    page.get_by_role("radio", name="市", exact=True).check()
    for label, words in (("文号", NUMBER), ("发文机关", "菏泽市脱贫攻坚领导小组"), ("标题", "关于危房改造问题的通报")):
        page.get_by_label(label).fill(words)
    page.get_by_label("成文日期").fill("2026-09-14")
    page.get_by_label("收到日期").fill("2026-09-15")
    page.get_by_label("通报点名了我镇").check()
    page.get_by_label("事由").fill("危房改造弄虚作假")
    page.get_by_label("事情发生日期").fill("2026-09-01")
    page.get_by_label("通报原件").set_input_files(
        {"name": "通报.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 example"}
    )
    staff.press("登记通报")
    expect(staff.heading).to_have_text(f"市级通报 {NUMBER}")


def add(staff: Somebody, unit: str, fault: str = "") -> None:
    staff.follow("登记对象")
    page = staff.page
    page.get_by_label("村或部门").select_option(label=unit)
    page.get_by_role("radio", name="造成我镇被点名" if fault else "被点名", exact=True).check()
    page.get_by_label("通报原句").fill(LINES[unit])
    if fault:
        page.get_by_label("责任说明").fill(fault)
    staff.press("登记对象")
    staff.sees(LINES[unit])


def it_is_registered_and_checked(town: Town) -> None:
    staff = town("commission_staff")
    register(staff)
    add(staff, "示例一村")
    add(staff, "示例甲村")
    add(staff, "镇民政办", fault="没有到户就在汇总表上盖章")
    expect(staff.main.get_by_role("link", name="核对无误，告知对象")).to_have_count(0)

    second = town("commission_second")
    second.follow("有一份通报待核对")
    second.follow("核对无误，告知对象")
    second.page.get_by_label("我已打开原件").check()
    second.press("确认核对无误，告知对象")
    second.sees("已核对", "异议期内，待计分")


def one_village_objects(town: Town) -> None:
    head = town("village_head")
    head.follow("有一份文书待查阅")
    head.sees(LINES["示例一村"], "拟扣 2 分", "10月8日 24:00")
    head.sees_no(LINES["示例甲村"], "镇民政办", "关于危房改造问题的通报")
    head.follow("提出异议")
    head.page.get_by_label("哪里不符").fill(OBJECTION)
    head.press("提出异议")
    head.sees("待答复")

    secretary = town("commission_secretary")
    secretary.follow("有一份异议待答复")
    secretary.follow("答复异议")
    secretary.sees(OBJECTION)
    secretary.page.get_by_role("radio", name="异议成立，不计分").check()
    secretary.page.get_by_label("答复和理由").fill("经查，两户均不属于本村未改造户。")
    secretary.press("确认答复异议")
    secretary.sees("异议成立，不计分")


def it_counts_for_the_others_when_the_window_has_ended(town: Town) -> None:
    # 国庆 lies between: the tenth working day is Thursday 8 October
    clock.travel(clock.at(date(2026, 10, 8), 23, 59))
    tick.run()
    dept = town("dept_head")
    dept.turn_to("通报批评")
    dept.sees("异议期内，待计分")
    clock.travel(clock.at(date(2026, 10, 9)))
    tick.run()
    dept.home()
    dept.turn_to("我的计分")
    dept.sees(NUMBER, "−2", "−1")
    head = town("village_head")
    head.turn_to("我的计分")
    head.sees_no(NUMBER)


def the_superior_corrects_one_line(town: Town) -> None:
    staff = town("commission_staff")
    staff.turn_to("通报登记")
    staff.follow(NUMBER)
    staff.follow("上级更正这一行", within=staff.line("示例甲村"))
    staff.page.get_by_label("更正或撤销文件的文号").fill("菏脱贫通〔2026〕8号")
    staff.page.get_by_label("更正或撤销日期").fill("2026-10-09")
    staff.page.get_by_label("更正或撤销的原件").set_input_files(
        {"name": "更正.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 corrected"}
    )
    staff.press("确认上级更正这一行")
    staff.sees("已冲销", "已计分")
    other = town("second_liaison")
    other.turn_to("通报批评")
    other.follow(NUMBER)
    other.sees("已冲销", "菏脱贫通〔2026〕8号")
    other.sees_no(LINES["镇民政办"])


def test_a_city_notice_from_the_document_to_the_points(founded: Cast, devices: Devices) -> None:
    town = Town(founded, devices, on_phone={"village_head", "dept_head", "second_liaison"})
    it_is_registered_and_checked(town)
    one_village_objects(town)
    it_counts_for_the_others_when_the_window_has_ended(town)
    the_superior_corrects_one_line(town)
