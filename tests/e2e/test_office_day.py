"""A day of the office in a real browser: it searches, hands posts over, tells people by every channel, has the week
signed and publishes it, brings a roster in and fills the district's table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from apprise.plugins.wecombot import NotifyWeComBot
from django.urls import reverse
from PIL import Image, ImageStat
from playwright.sync_api import Page, expect
from python_calamine import load_workbook

from dushi import clock
from dushi.alerts.models import Delivery, Robot
from dushi.alerts.tick import climb, digest, send
from dushi.bulletin.compiling import compile_due
from dushi.district.actions import fill_due
from dushi.matters.models import Matter
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from dushi.town.models import Household, Person, SavedFilter
from tests.alerts.conftest import give_addresses
from tests.alerts.gateways import Gateway
from tests.alerts.post import PostOffice
from tests.cast import PASSWORD, Cast
from tests.district.workbooks import NAME, WEEKLY, cells
from tests.e2e.conftest import PHONE, Devices
from tests.e2e.founding import on
from tests.e2e.people import Somebody, Town
from tests.e2e.test_keyboard import Keyboard
from tests.matters.making import assigned, raised
from tests.town.exchanging import book
from tests.town.test_search import paper_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(cast: Cast) -> Iterator[Cast]:
    """Thursday 17 September 2026, nine in the morning, the rule book in force."""
    with clock.frozen(on(17, 9)):
        load_regulation(book=read(), at=clock.at(clock.date(2017, 1, 1)))
        yield cast


def file(somebody: Somebody, link: str) -> bytes:
    """What that link of the page hands over."""
    with somebody.page.expect_download() as waiting:
        somebody.main.get_by_role("link", name=link).first.click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.clause("X.2")
def test_one_box_answers_each_with_what_is_theirs(world: Cast, devices: Devices) -> None:
    theirs = assigned(world, "三村水渠淤塞", about=world.other_village, owner_unit=world.other_village, by=world.clerk)
    paper_of(world, theirs, title="关于水渠清淤的通知", number=12)
    raised(world, "村口路灯不亮", detail="王家胡同一带危旧房屋漏雨")
    hands = Keyboard(devices())
    hands.log_in(world.clerk)
    hands.page.goto("/search/")
    for asked, found in (
        ("示例三村", "示例·蒋某"),
        ("褚某 一村", "示例·褚某"),
        ("危旧房漏雨", "村口路灯不亮"),
        ("示扶办〔2026〕12号", "关于水渠清淤的通知"),
        (theirs.number_text, "三村水渠淤塞"),
    ):
        hands.write("查找", asked)
        hands.page.keyboard.press("Enter")
        expect(hands.page.locator("main a.item-title").filter(has_text=found).first).to_be_visible()
    officer = Somebody(devices(PHONE, has_touch=True, is_mobile=True), world.liaison)
    for asked in ("水渠", "示扶办〔2026〕12号", "示例三村"):
        officer.page.goto(f"/search/?q={asked}")
        officer.sees("没有找到")


def test_the_desk_is_made_ones_own(world: Cast, devices: Devices) -> None:
    for title in ("村口路灯不亮", "水渠淤塞"):
        assigned(world, title)
    clerk = Somebody(devices(), world.clerk)
    page = clerk.page
    page.goto("/matters/")
    page.keyboard.press("/")
    page.keyboard.insert_text("水渠")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q="))
    clerk.sees_no("村口路灯不亮")
    page.get_by_label("常用的名称").fill("水利")
    clerk.press("存为常用")
    page.goto("/matters/")
    clerk.main.get_by_role("link", name="水利", exact=True).click()
    clerk.sees_no("村口路灯不亮")
    clerk.press("删除常用：水利")
    clerk.sees_no("给这样的筛选起个名")
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("已恢复常用：水利。")
    expect(clerk.main.get_by_role("link", name="水利", exact=True)).to_be_visible()
    assert SavedFilter.objects.count() == 1
    a_picture_reads_in_print_and_in_grey(page)
    it_is_read_large(clerk)
    what_it_costs_is_told(clerk)


def a_picture_reads_in_print_and_in_grey(page: Page) -> None:
    """The numbers stand beside it, and no two of its looks are alike without colour."""
    page.goto(reverse("matter_ageing"))
    page.emulate_media(media="print")
    picture = page.locator("main svg[role=img]").first
    expect(picture).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()
    looks = []
    for swatch in picture.locator("rect[width='12'][height='12']").all():
        grey = Image.open(io.BytesIO(swatch.screenshot())).convert("L")
        light = ImageStat.Stat(grey)
        looks.append((light.mean[0], light.stddev[0]))
    assert len(looks) > 1
    for one, other in combinations(looks, 2):
        assert abs(one[0] - other[0]) > 12 or abs(one[1] - other[1]) > 8, looks
    page.emulate_media(media="screen")


def it_is_read_large(clerk: Somebody) -> None:
    size = "() => parseFloat(getComputedStyle(document.querySelector('main p, main td')).fontSize)"
    clerk.page.goto("/settings/")
    before = clerk.page.evaluate(size)
    clerk.main.get_by_role("button", name=re.compile("大字")).click()
    expect(clerk.page.locator("html")).to_have_class(re.compile("large"))
    assert clerk.page.evaluate(size) > before
    clerk.page.emulate_media(media="print")
    assert clerk.page.evaluate(size) > before
    clerk.page.emulate_media(media="screen")


def what_it_costs_is_told(clerk: Somebody) -> None:
    clerk.turn_to("填报负担")
    clerk.sees("包村人员", "分钟", "估算")
    clerk.page.goto("/feedback/")
    clerk.page.locator("main textarea").first.fill("台账导出再快一点。")
    clerk.main.get_by_role("button").first.click()
    clerk.sees("台账导出再快一点。")


def test_posts_change_hands_and_villages_merge_within_a_morning(world: Cast, devices: Devices) -> None:
    matter = assigned(world, "修路灯", owner_unit=world.village, owner_seat=world.seat(world.village, "LIAISON"))
    Household.objects.create(town=world.town, village=world.demo_village, code="H-1", masked_name="示例户")
    town = Town(world, devices, on_phone={"liaison", "other_liaison"})
    town("liaison").sees("修路灯")
    clerk = town("clerk")
    several_posts_change_at_once(clerk, world)
    gone = town.there.pop("liaison")
    gone.page.goto("/work/")
    expect(gone.page.locator("body")).to_contain_text("您目前没有在任岗位")
    gone.page.goto("/")
    gone.page.get_by_label("登录名").fill(world.liaison.username)
    gone.page.get_by_label("口令").fill(PASSWORD)
    gone.page.get_by_role("button", name="登录").click()
    expect(gone.page.get_by_role("heading", level=1)).not_to_have_text("我的工作")
    town("other_liaison").sees("修路灯")
    assert Matter.objects.get(pk=matter.pk).kept_by is None
    a_village_goes_into_another(clerk, world)


def several_posts_change_at_once(clerk: Somebody, world: Cast) -> None:
    clerk.page.goto("/changeovers/new/?kind=LIAISON")
    clerk.page.get_by_label("事由").fill("村“两委”换届")
    first, second, third = (
        clerk.page.locator(f"#id_{part}-{world.seat(unit, 'LIAISON').pk}")
        for part, unit in (("who", world.village), ("who", world.second_village), ("who", world.key_village))
    )
    first.fill(str(world.other_liaison.person))
    second.fill("空缺")
    third.fill(str(world.second_liaison.person))
    clerk.page.locator(f"#id_until-{world.seat(world.key_village, 'LIAISON').pk}").fill("2026-10-08")
    clerk.press("下一步：核对")
    clerk.sees("3 个岗位变动", "不再有岗位，登录自9月17日起停止", "代理至10月8日")
    clerk.press("办理换届")
    clerk.sees("请逐个打印移交清单")
    clerk.follow("移交清单", within=clerk.line("示例一村"))
    clerk.sees("修路灯", str(world.liaison.person), str(world.other_liaison.person), "监交人")
    clerk.page.goto(f"/seats/{world.seat(world.key_village, 'LIAISON').pk}/")
    clerk.sees(str(world.second_liaison.person), "代理")


def a_village_goes_into_another(clerk: Somebody, world: Cast) -> None:
    clerk.page.goto(f"/units/{world.demo_village.pk}/")
    clerk.follow("合并")
    clerk.page.get_by_label("并入").select_option(label="示例二村")
    clerk.press("合并")
    clerk.sees("示例甲村", "已并入")
    assert Household.objects.get().village == world.second_village
    expect(clerk.heading).to_have_text("示例二村")


@pytest.mark.clause("X.3")
def test_a_morning_is_told_by_every_channel_and_one_that_fails_holds_no_other_up(
    world: Cast, devices: Devices, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Gateway() as gateway, PostOffice() as office:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{gateway.port}/wecom?key={{key}}")
        monkeypatch.setenv("ROBOT_VILLAGE", "wecombot://key-wecom")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        settings.SMS_URL = f"json://127.0.0.1:{gateway.port}/sms/?:to={{to}}"
        gateway.answers["/sms"] = {"code": "1001", "msg": "余额不足"}
        give_addresses(world)
        Person.objects.filter(pk=world.liaison.person_id).update(phone="13800001234")
        Robot.objects.create(town=world.town, unit=world.village, name="一村工作群", env_key="ROBOT_VILLAGE")
        town = Town(world, devices, on_phone={"liaison"})
        everything_is_ticked(town("liaison"))
        due = on(17, 18)
        assigned(world, "修路灯", owner_unit=world.village, owner_seat=world.seat(world.village, "LIAISON"), due_at=due)
        clock.travel(on(18, 7, 30))
        climb(clock.now())
        digest(clock.now())
        send(clock.now())
        assert any(letter["To"] == "liaison@example.org" for letter in office.letters)
        groups = str([body for path, body in gateway.got if path == "/wecom"])
        assert "逾期1件" in groups and "修路灯" not in groups and "褚" not in groups
        assert set(Delivery.objects.exclude(error="").values_list("channel", flat=True)) == {"SMS"}
    admin = town("admin")
    admin.page.goto("/alerts/deliveries/")
    for channel, result in (
        ("电子邮件", "已送达"),
        ("群机器人", "已送达"),
        ("短信", "短信网关没有接受（错误码 1001）"),
    ):
        expect(admin.main.locator("tr").filter(has_text=channel).filter(has_text=result).first).to_be_visible()
    admin.sees_no("修路灯")


def everything_is_ticked(officer: Somebody) -> None:
    officer.page.goto("/alerts/channels/")
    for box in officer.main.get_by_role("checkbox").all():
        box.check()
    officer.press("保存提醒方式")
    expect(officer.page.locator(".messages")).to_contain_text("提醒方式已保存。")


@pytest.mark.clause("1.3")
def test_the_week_is_compiled_signed_and_open_to_everybody_without_names(world: Cast, devices: Devices) -> None:
    compile_due(clock.now())
    town = Town(world, devices, on_phone={"mayor"})
    clerk = town("clerk")
    clerk.turn_to("周通报")
    clerk.main.get_by_role("link", name=re.compile("周通报|第 ?37 ?周")).first.click()
    clerk.sees("还没有签发", "示例一管区")
    expect(clerk.main.get_by_role("button", name="公开", exact=True)).to_have_count(0)
    clerk.press("送签")
    mayor = town("mayor")
    mayor.follow("周通报")
    mayor.press("签发")
    expect(mayor.main.get_by_role("button", name="签发", exact=True)).to_have_count(0)
    clerk.page.reload()
    clerk.sees("内部版", str(world.mayor.person))
    expect(clerk.page.locator("body")).not_to_contain_text("还没有签发")
    clerk.press("公开")
    address = clerk.main.get_by_role("link", name=re.compile("^http")).get_attribute("href")
    public: Page = devices(PHONE, has_touch=True, is_mobile=True)
    public.goto(str(address))
    sheet = public.locator(".paper")
    expect(sheet).to_contain_text("示例一管区")
    said = sheet.inner_text()
    for user in world.everybody().values():
        assert str(user.person) not in said and user.person.name.removeprefix("示例·") not in said


def test_a_faulty_roster_comes_back_and_goes_in_mended(world: Cast, devices: Devices, tmp_path: Path) -> None:
    heads = ["姓名", "管理权限", "工作电话"]
    clerk = Somebody(devices(), world.clerk)
    page = clerk.page
    page.goto("/import/people/")

    def choose(rows: list[list[str]]) -> None:
        (tmp_path / "人员.xlsx").write_bytes(book(*rows))
        page.locator("input[type=file]").set_input_files(tmp_path / "人员.xlsx")
        clerk.press("核对")

    choose([heads, ["示例·新某", "村级", "0530-1234567"], ["示例·丙某", "省管", ""]])
    clerk.sees("一行都没有导入")
    back = load_workbook(io.BytesIO(file(clerk, "下载标出错处的表"))).get_sheet_by_index(0).to_python()
    assert back[0] == [*heads, "需修改"] and "“省管”认不出来" in back[2][3]
    back[2][1] = "镇管"
    choose(back)
    clerk.sees("新增 2")
    clerk.press("确认导入")
    assert Person.objects.filter(name__in=["示例·新某", "示例·丙某"]).count() == 2


@pytest.mark.clause("1.3(a)")
def test_the_districts_table_is_mapped_once_and_lies_filled_on_friday(
    world: Cast, devices: Devices, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_bytes(WEEKLY)
    clerk = Somebody(devices(), world.clerk)
    clerk.turn_to("区里的周表")
    clerk.follow("上传")
    clerk.page.locator("input[type=file]").set_input_files(tmp_path / NAME)
    clerk.main.locator("form button[type=submit]").first.click()
    expect(clerk.heading).to_have_text("各列填什么")
    clerk.press("保存")
    clerk.sees("对上 3 个村", "没有叫这个名称的村")
    clock.travel(on(18, 17))
    fill_due(clock.now())
    clerk.page.reload()
    rows = cells(file(clerk, "2026年第38周"))
    assert rows[4][1] == "示例一村"
