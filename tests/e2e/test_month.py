"""A month of inspections in a real browser: from the plan to the 回头看; from a draw to the same question elsewhere.

The month is October 2026, the first that the town owes as a whole.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, expect

from dushi import clock, tick
from inspections.models import Draw, Inspection
from tests.cast import Cast
from tests.e2e.conftest import Devices
from tests.e2e.founding import before_the_first_week, on
from tests.e2e.people import Somebody, Town

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).parents[2] / "static" / "tools" / "recompute_draw.py"
PROBLEM = "三户档案缺收入核算表"
UNSEEN = "帮扶台账有两户没有更新"
VISIT = "国庆后随机抽查"
QUESTION = "帮扶台账是否每户按月更新？"
#: Whose village is whose.
OFFICERS = {"示例一村": "liaison", "示例二村": "liaison", "示例三村": "other_liaison", "示例四村": "other_liaison"}


def october(day: int, hour: int, minute: int = 0) -> datetime:
    return clock.at(date(2026, 10, day), hour, minute)


def later(moment: datetime) -> None:
    """Time passes, and the product looks at its rows."""
    clock.travel(moment)
    tick.run()


@pytest.fixture
def founded(cast: Cast) -> Iterator[Cast]:
    with clock.frozen(on(9, 10)):
        before_the_first_week(cast)
        later(october(9, 8))
        yield cast


def plan_page(somebody: Somebody) -> None:
    """This year's plan, from the 目录."""
    somebody.touch(somebody.page.locator("nav").get_by_role("link", name="检查计划").locator("visible=true"))
    expect(somebody.heading).to_have_text("2026年度检查计划")


def choose(somebody: Somebody, label: str, words: str) -> None:
    """Pick the option of a list that says these words."""
    field = somebody.page.get_by_label(label).first
    field.select_option(field.locator("option").filter(has_text=words).get_attribute("value"))


def tick_in(somebody: Somebody, group: str, *names: str) -> None:
    """Tick names in a folded group of boxes."""
    field = somebody.main.locator("fieldset.field").filter(has=somebody.page.locator("legend", has_text=group))
    expect(field).to_be_visible()
    for folded in field.locator("details:not([open]) > summary").all()[::-1]:
        folded.click()
    for name in names:
        field.locator("label.tick").filter(has_text=name).get_by_role("checkbox").check()


def unfold(somebody: Somebody, title: str) -> Locator:
    """The step of that name, standing open."""
    step = somebody.main.locator("details.step").filter(has=somebody.page.locator("summary", has_text=title)).first
    if step.get_attribute("open") is None:
        somebody.touch(step.locator("summary").first)
    return step


@pytest.mark.clause("2.0", "2.1", "2.1.plan", "2.1(7)", "X.2")
def test_a_month_runs_from_the_plan_to_the_second_look_at_what_was_put_right(founded: Cast, devices: Devices) -> None:
    town = Town(founded, devices, on_phone={"clerk", "liaison"})
    the_office_plans_the_year(town)
    a_leader_approves_the_plan(town)
    clock.travel(october(12, 9))
    the_month_is_drafted_from_the_plan(town)
    a_leader_approves_the_inspection(town)
    clock.travel(october(13, 9))
    the_checklist_is_filled_by_phone(town)
    clock.travel(october(14, 16))
    the_village_reports_it_put_right(town, "已补。")
    clock.travel(october(15, 9))
    the_inspector_sends_it_back(town)
    clock.travel(october(19, 16))
    the_village_reports_it_put_right(town, "三户核算表已补齐归档。")
    clock.travel(october(20, 9))
    the_team_signs_it_off_and_names_a_day(town)
    the_inspection_is_reported(town)
    a_leader_closes_it_and_the_month_is_kept(town)
    later(clock.at(date(2026, 11, 10), 8))
    the_second_look_finds_it_still_right(town)


def the_office_plans_the_year(town: Town) -> None:
    office = town("office_head")
    plan_page(office)
    office.press("每村一次，按管区排开")
    office.sees("已拟定，可以逐项增减，然后送批。")
    office.follow("送批")
    office.page.get_by_label("示例·李某").check()
    office.press("送批")
    office.sees("已送请示例·李某批准。")


def a_leader_approves_the_plan(town: Town) -> None:
    leader = town("linked")
    leader.follow("2026年度检查计划")
    leader.press("批准")
    leader.sees("已批准，扶贫办已收到提醒。")


def the_month_is_drafted_from_the_plan(town: Town) -> None:
    office = town("office_head")
    plan_page(office)
    office.sees("10月待查")
    office.follow("起草检查")
    expect(office.heading).to_have_text("拟定检查")
    expect(office.page.get_by_label("名称")).to_have_value("10月平时检查")
    choose(office, "组长", "示例·王某")
    tick_in(office, "检查组成员", "示例·郑某")
    choose(office, "送谁批准", "示例·李某")
    office.press("拟定并送批")
    office.sees("待示例·李某批准", "示例一村", "示例二村", "检查组无人在被检单位任职")


def a_leader_approves_the_inspection(town: Town) -> None:
    leader = town("linked")
    leader.follow("批准检查：10月平时检查")
    leader.press("批准")
    leader.sees("已批准。")


def the_checklist_is_filled_by_phone(town: Town) -> None:
    inspector = town("clerk")
    assert inspector.page.viewport_size == {"width": 360, "height": 740}
    inspector.follow("开始检查：10月平时检查")
    inspector.press("开始检查")
    inspector.follow("示例一村")
    archives = inspector.main.locator("section.check").filter(has_text="精准扶贫档案管理情况")
    inspector.touch(archives.get_by_label("有问题"))
    expect(archives.locator("[data-draft-state]")).to_contain_text("已自动保存")
    inspector.follow("登记发现", archives)
    inspector.page.get_by_role("textbox", name="问题").first.fill(PROBLEM)
    inspector.page.get_by_label("事实依据").fill("抽查 10 户档案，3 户没有收入核算表。")
    inspector.page.get_by_label("整改要求").fill("补齐三户核算表，核对后归档。")
    inspector.press("登记")
    inspector.sees("已登记并发出整改通知书，责任单位已收到提醒。")
    inspector.press("其余均符合")
    inspector.sees("已填完", "有问题 1 项")
    inspector.follow("下一个：示例二村")
    inspector.press("未发现问题（全部符合）")
    inspector.sees("已填完，未发现问题")


def inspection_address() -> str:
    return reverse("inspection_page", args=[Inspection.objects.get().pk])


def the_village_reports_it_put_right(town: Town, result: str) -> None:
    officer = town("liaison")
    officer.follow(PROBLEM)
    officer.sees("补齐三户核算表，核对后归档。", "整改通知")
    step = unfold(officer, "报办结")
    step.get_by_label("办理结果").fill(result)
    officer.press("报办结", step)
    officer.sees("已报办结，等待核验。")
    expect(officer.main.get_by_role("button", name="核验销号")).to_have_count(0)


def the_inspector_sends_it_back(town: Town) -> None:
    inspector = town("clerk")
    inspector.follow(PROBLEM)
    step = unfold(inspector, "退回补正")
    step.get_by_label("理由").fill("请附补齐后的核算表。")
    inspector.press("退回补正", step)
    inspector.sees("请附补齐后的核算表。", "退回 1 次")


def the_team_signs_it_off_and_names_a_day(town: Town) -> None:
    other = town("office_head")
    other.follow(PROBLEM)
    step = unfold(other, "核验销号")
    step.get_by_label("以后回头看").check()
    step.get_by_label("回头看日期").fill("2026-11-10")
    other.press("核验销号", step)
    other.sees("已核验销号。", "示例·郑某", "11月10日")


def the_inspection_is_reported(town: Town) -> None:
    inspector = town("clerk")
    inspector.follow("填写并报告检查：10月平时检查")
    step = unfold(inspector, "报告检查情况")
    expect(step.get_by_label("检查情况")).not_to_have_value("")
    inspector.press("报告检查情况", step)
    inspector.sees("已报告，等待审阅办结。")
    expect(inspector.main.get_by_role("button", name="办结", exact=True)).to_have_count(0)


def a_leader_closes_it_and_the_month_is_kept(town: Town) -> None:
    leader = town("linked")
    leader.follow("10月平时检查")
    leader.press("办结")
    leader.sees("已办结，检查通报已印发。", "10 月：按期")
    leader.turn_to("制度执行")
    leader.touch(leader.main.locator('[id="2.1"]').get_by_role("link", name="10 月").first)
    expect(leader.lead).to_contain_text("按期 1")


def the_second_look_finds_it_still_right(town: Town) -> None:
    inspector = town("clerk")
    inspector.follow(PROBLEM)
    step = unfold(inspector, "回头看")
    step.get_by_label("未反弹").check()
    inspector.press("回头看", step)
    inspector.sees("已看，未反弹")


@pytest.mark.clause("2.3", "2.3.gen", "2.0.m8", "2.0.m9", "X.2")
def test_a_draw_sends_a_covert_visit_and_its_finding_is_asked_after_elsewhere(
    founded: Cast, devices: Devices, tmp_path: Path
) -> None:
    town = Town(founded, devices, on_phone={"member", "liaison", "other_liaison"})
    a_covert_visit_is_drafted(town)
    two_people_draw_three_villages(town)
    anybody_can_compute_the_draw_again(town, tmp_path)
    drawn = [str(line["name"]) for line in Draw.objects.get().chosen]
    assert len(drawn) == 3
    a_main_leader_approves_it(town)
    clock.travel(october(12, 10))
    the_member_finds_something_in_the_first(town, drawn)
    the_officer_learns_nothing(town, OFFICERS[drawn[0]])
    clock.travel(october(13, 9))
    the_visit_is_closed(town)
    the_officer_is_told(town, OFFICERS[drawn[0]])
    others = [name for name in OFFICERS if name != drawn[0]]
    the_same_is_asked_of_three_villages(town, others)
    one_has_it_too_and_one_does_not(town, others)


def a_covert_visit_is_drafted(town: Town) -> None:
    office = town("office_head")
    office.page.goto(reverse("inspection_list"))
    office.follow("拟定检查")
    office.follow("不定抽查")
    office.page.get_by_label("名称").fill(VISIT)
    tick_in(office, "被检单位", "示例一村")
    office.page.get_by_label("暗访").check()
    choose(office, "组长", "示例·孙某")
    tick_in(office, "检查组成员", "示例·王某")
    choose(office, "送谁批准", "示例·钱某")
    office.press("拟定并送批")
    office.sees("待示例·钱某批准", "暗访，办结前只有检查组和批准人知道")


def two_people_draw_three_villages(town: Town) -> None:
    office, witness = town("office_head"), town("commission_staff")
    office.page.goto(inspection_address())
    office.follow("随机抽村")
    expect(office.page.get_by_label("抽几个")).to_have_value("3")
    office.page.get_by_label("示例·吴某").check()
    office.press("封存名单，开始抽取")
    expect(office.lead).to_contain_text("从 4 个村中抽 3 个，名单已封存")
    office.page.get_by_label("您的数").fill("4711")
    office.press("封存我的数")
    office.sees_no("4711")
    witness.home()
    witness.follow("随机抽取：请写一个数")
    witness.page.get_by_label("您的数").fill("31415926")
    witness.press("封存我的数")
    witness.press("揭晓我的数")
    witness.sees("31415926", "待抽取人示例·郑某揭晓")
    office.home()
    office.follow("随机抽取：请揭晓您的数")
    office.press("揭晓我的数")
    office.sees("抽出的结果", "4711", "31415926")
    office.press("采用，定为被检村")


def anybody_can_compute_the_draw_again(town: Town, folder: Path) -> None:
    office = town("office_head")
    office.page.goto(reverse("draw_page", args=[Draw.objects.get().pk]))
    with office.page.expect_download() as given:
        office.follow("下载记录", office.page.locator("body"))
    kept = folder / "抽取记录.json"
    given.value.save_as(kept)
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(kept)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=30, encoding="utf-8")
    assert run.returncode == 0, run.stdout
    assert "不符" not in run.stdout
    kept.write_text(kept.read_text(encoding="utf-8").replace("4711", "4712"), encoding="utf-8")
    assert subprocess.run(command, capture_output=True, timeout=30).returncode == 1


def a_main_leader_approves_it(town: Town) -> None:
    leader = town("mayor")
    leader.follow(f"批准检查：{VISIT}")
    leader.press("批准")
    leader.sees("已批准。")


def the_member_finds_something_in_the_first(town: Town, drawn: list[str]) -> None:
    member = town("member")
    member.follow(f"开始检查：{VISIT}")
    member.press("开始检查")
    member.follow(drawn[0])
    helping = member.main.locator("section.check").filter(has_text="结对帮扶开展情况")
    member.touch(helping.get_by_label("有问题"))
    member.follow("登记发现", helping)
    member.sees("办结前不发通知，办结后交办整改。")
    member.page.get_by_role("textbox", name="问题").first.fill(UNSEEN)
    member.page.get_by_label("事实依据").fill("随机走访 5 户，2 户本月走访没有记入台账。")
    member.page.get_by_label("整改要求").fill("补记台账，落实专人每月更新。")
    member.press("登记")
    member.sees("已登记，检查办结后交办整改。")
    for name, button in zip(drawn, ("其余均符合", *("未发现问题（全部符合）",) * 2), strict=True):
        member.page.goto(inspection_address())
        member.follow(name)
        member.press(button)
        member.sees("已填完")
    member.page.goto(inspection_address())
    step = unfold(member, "报告检查情况")
    member.press("报告检查情况", step)
    member.sees("已报告，等待审阅办结。")


def the_officer_learns_nothing(town: Town, role: str) -> None:
    officer = town(role)
    secrets = (VISIT, UNSEEN, "暗访", "随机抽")
    officer.sees_no(*secrets)
    villages = town.cast.town.units.filter(name__in=[name for name, whose in OFFICERS.items() if whose == role])
    about = [reverse(name, args=[village.pk]) for village in villages for name in ("village_history", "unit_page")]
    lists = [reverse(name) for name in ("alert_list", "matter_list", "rectification_flow", "calendar")]
    for address in lists + about:
        officer.page.goto(address)
        officer.sees_no(*secrets)
    officer.page.goto(reverse("inspection_list"))
    officer.sees("没有进行中的检查。")
    for address in (inspection_address(), reverse("draw_page", args=[Draw.objects.get().pk])):
        assert officer.page.request.get(address).status == 404


def the_visit_is_closed(town: Town) -> None:
    leader = town("mayor")
    leader.follow(f"审阅办结：{VISIT}")
    leader.press("办结")
    leader.sees("已办结，检查通报已印发。")


def the_officer_is_told(town: Town, role: str) -> None:
    officer = town(role)
    officer.follow(UNSEEN)
    officer.sees("补记台账，落实专人每月更新。")
    officer.page.goto(inspection_address())
    expect(officer.heading).to_have_text(VISIT)
    officer.sees("暗访")


def the_same_is_asked_of_three_villages(town: Town, others: list[str]) -> None:
    office = town("office_head")
    office.page.goto(inspection_address())
    office.follow(UNSEEN)
    office.touch(office.page.get_by_role("link", name="举一反三", exact=True))
    office.page.get_by_label("请各单位自查什么").fill(QUESTION)
    office.page.get_by_label("另选几个村").select_option(label=others)
    office.press("发出")
    office.sees("已发出，各单位会在“我的工作”中看到。")
    expect(office.lead).to_contain_text("问 3 个单位：存在 0 个，没有 0 个，未答 3 个")


def one_has_it_too_and_one_does_not(town: Town, others: list[str]) -> None:
    for name, answer in zip(others[:2], ("没有", "有"), strict=True):
        officer = town(OFFICERS[name])
        officer.follow(f"自查：{QUESTION}")
        own = officer.main.locator("section.part").filter(has=officer.page.get_by_role("heading", name=name))
        own.get_by_role("radio", name=answer, exact=True).check()
        own.get_by_label("说明").fill("一户缺上月记录" if answer == "有" else "")
        officer.press("答复", own)
        officer.sees(f"已答复“{answer}”")
    office = town("office_head")
    office.page.goto(inspection_address())
    office.follow(UNSEEN)
    office.follow(QUESTION)
    expect(office.lead).to_contain_text("问 3 个单位：存在 1 个，没有 1 个，未答 1 个")
    expect(office.line(others[1])).to_contain_text("一户缺上月记录")
    expect(office.line(others[2])).to_contain_text("未答")
