"""The window in a real browser (2.0.m7): from a visitor's word to the answer by the code, and the sealed envelope."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from dushi import clock
from dushi.matters.models import Matter
from inspections.models import EnvelopeStub, PublicReport
from tests.cast import Cast
from tests.e2e.conftest import PHONE, Devices
from tests.e2e.founding import before_the_first_week, on
from tests.e2e.people import Town

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "示例一村东头的排水沟去年修完又堵了，一下雨水就进堂屋，找过三回没人管"
NAME, PHONE_NUMBER = "示例·何某", "13900001234"
TITLE = "疏通村内排水沟"


@pytest.fixture
def founded(cast: Cast) -> Iterator[Cast]:
    with clock.frozen(on(9, 10)):
        before_the_first_week(cast)
        clock.travel(on(17, 9))
        yield cast


@pytest.mark.clause("2.0.m7", "X.2")
def test_a_visitor_is_heard_and_hears_the_outcome(founded: Cast, devices: Devices) -> None:
    town = Town(founded, devices, on_phone={"village_head"})
    public = devices(PHONE, has_touch=True, is_mobile=True)
    code = the_window_registers_a_visitor_and_prints_the_receipt(town)
    the_window_hands_it_on_and_keeps_the_day(town)
    the_handler_accepts_and_asks(town)
    the_reporter_answers_by_the_code(public, code)
    the_handler_sends_a_digest_that_betrays_nobody(town)
    the_village_mends_it_and_the_office_closes_it(town)
    the_handler_answers(town)
    the_reporter_reads_the_outcome(public, code)


def the_window_registers_a_visitor_and_prints_the_receipt(town: Town) -> str:
    desk = town("desk")
    desk.turn_to("反映问题")
    desk.follow("登记")
    expect(desk.heading).to_have_text("反映的是谁？")
    expect(desk.main.locator("textarea")).to_have_count(0)
    desk.follow("村、管区、部门的人和事")
    desk.page.get_by_label("信访：有事没办好").check()
    desk.page.get_by_label("关于哪个村").select_option(label="示例一村")
    desk.page.get_by_label("反映的情况").fill(TEXT)
    desk.page.get_by_label("姓名（可不留）").fill(NAME)
    desk.page.get_by_label("联系方式（可不留）").fill(PHONE_NUMBER)
    desk.press("登记，出回执")
    expect(desk.heading).to_have_text("回执")
    desk.sees("群众反映回执", "2026年9月17日", "查询码", "15日内告知是否受理，60日内办结")
    desk.sees_no(TEXT, NAME, PHONE_NUMBER, "示例一村")
    return desk.main.locator(".code").inner_text()


def the_window_hands_it_on_and_keeps_the_day(town: Town) -> None:
    desk = town("desk")
    desk.follow("一件群众反映待转办")
    desk.sees(TEXT, "留有姓名或联系方式")
    desk.sees_no(NAME, PHONE_NUMBER)
    desk.page.get_by_label("示例·王某").check()
    desk.press("转办")
    desk.sees("已转办，只有经办人能看到内容。", "您手里没有待转办的反映", "9月17日转办")
    desk.sees_no("示例一村")
    assert desk.page.request.get(f"/publicreports/{PublicReport.objects.get().pk}/").status == 404
    desk.home()


def the_handler_accepts_and_asks(town: Town) -> None:
    clerk = town("clerk")
    clerk.follow("一件群众反映待受理")
    clerk.sees(TEXT, "10月8日（周四）前告知是否受理")
    clerk.press("受理")
    clerk.sees("已受理，反映人凭查询码看得到。", "11月16日（周一）前办结并答复")
    asking = clerk.main.locator("details.step").filter(has_text="询问反映人")
    clerk.touch(asking.locator("summary").first)
    asking.get_by_label("写给反映人").fill("堵在哪一段？")
    clerk.press("询问反映人", asking)
    clerk.sees("堵在哪一段？")


def the_reporter_answers_by_the_code(page: Page, code: str) -> None:
    page.goto("/fanying/follow/")
    page.get_by_label("20 位查询码").fill(code)
    page.get_by_role("button", name="查看").click()
    main = page.locator("main")
    expect(main).to_contain_text("已经受理，正在办理。")
    expect(main).to_contain_text("堵在哪一段？")
    expect(main).not_to_contain_text("示例·王某")
    page.get_by_label("补充或回答").fill("从小学到桥头那一段")
    page.get_by_role("button", name="回答").click()
    expect(main).to_contain_text("已经收到您补充的话。")
    assert code.replace(" ", "") not in page.url


def the_handler_sends_a_digest_that_betrays_nobody(town: Town) -> None:
    clerk = town("clerk")
    clerk.follow("一件群众反映办理中")
    clerk.sees("从小学到桥头那一段")
    digest = clerk.main.locator("details.step").filter(has_text="最容易暴露反映人的三种写法")
    clerk.touch(digest.locator("summary").first)
    digest.get_by_label("要办的事").fill(TITLE)
    digest.get_by_label("转办摘要").fill(f"有群众（{NAME}）说排水不畅。")
    digest.get_by_label("我已对照上面三条").check()
    clerk.press("转办摘要", digest)
    clerk.sees("摘要里有反映人的姓名，请改写。")
    town.devices.complaints = [said for said in town.devices.complaints if "422" not in said]  # it was refused
    digest.get_by_label("转办摘要").fill("请查看村内排水沟是否畅通，汛前清淤。")
    clerk.press("转办摘要", digest)
    clerk.sees("摘要已转办，列入问题台账。", TITLE, "交办")


def the_village_mends_it_and_the_office_closes_it(town: Town) -> None:
    head = town("village_head")
    head.follow(TITLE)
    head.sees("群众反映", "请查看村内排水沟是否畅通")
    head.sees_no(TEXT, NAME, PHONE_NUMBER, "示例·王某", "publicreports")
    head.page.get_by_label("办理结果").fill("已清淤 120 米。")
    head.press("报办结")
    office = town("office_head")
    office.turn_to("问题台账")
    office.follow(TITLE)
    office.press("核验销号")
    assert Matter.objects.get().status == Matter.Status.CLOSED
    office.turn_to("反映问题")
    office.sees("您手里没有在办的反映。")


def the_handler_answers(town: Town) -> None:
    clerk = town("clerk")
    clerk.follow("一件群众反映办理中")
    clerk.sees("已销号，可以答复反映人")
    answering = clerk.main.locator("details.step").filter(has_text="答复反映人").first
    if answering.get_attribute("open") is None:
        clerk.touch(answering.locator("summary").first)
    answering.get_by_label("写给反映人").fill("排水沟已清淤，汛期有专人看管。")
    clerk.press("答复反映人", answering)
    clerk.sees("已答复，反映人凭查询码看得到。")


def the_reporter_reads_the_outcome(page: Page, code: str) -> None:
    page.goto("/fanying/follow/")
    page.get_by_label("20 位查询码").fill(code)
    page.get_by_role("button", name="查看").click()
    main = page.locator("main")
    expect(main).to_contain_text("已经答复，答复在下面。")
    expect(main).to_contain_text("排水沟已清淤，汛期有专人看管。")


@pytest.mark.clause("2.0.m7")
def test_what_is_about_the_office_goes_into_an_envelope_and_nothing_is_stored(founded: Cast, devices: Devices) -> None:
    desk = Town(founded, devices, on_phone=set())("desk")
    desk.turn_to("反映问题")
    desk.follow("登记")
    desk.follow("扶贫办、镇纪委，或者镇领导班子")
    expect(desk.heading).to_have_text("封存转交")
    expect(desk.main.locator("textarea, input[type=text]")).to_have_count(0)
    desk.press("给出信封编号")
    stub = EnvelopeStub.objects.get()
    desk.sees(stub.number, "县（区）纪委监委", "2026年9月17日")
    assert not PublicReport.objects.exists()


@pytest.mark.clause("2.0.m7")
def test_a_villager_tells_on_a_phone_and_is_given_a_code(founded: Cast, devices: Devices) -> None:
    page = devices(PHONE, has_touch=True, is_mobile=True)
    page.goto(f"/fanying/?town={founded.town.code}")
    page.get_by_role("link", name="村里、管区或部门的人和事").click()
    page.get_by_label("求助：家里有困难").check()
    page.get_by_label("什么事？").fill(TEXT)
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了")
    expect(page.locator(".code")).to_contain_text(" ")
    assert PublicReport.objects.get().text == TEXT
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    assert cookies <= {"dushi_csrf"}
