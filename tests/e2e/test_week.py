"""One week of the town in a real browser, from the opening on Monday to the 销号 of what the week decided.

示例一村 reports on time from a phone, 示例二村 by 代填 with a new problem, 示例四村 late, 示例三村 never.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from dushi import clock
from dushi.records.models import JobRun
from dushi.tasks import tick
from tests.cast import Cast
from tests.e2e.conftest import Devices
from tests.e2e.founding import before_the_first_week, on
from tests.e2e.people import Town
from tests.workers import Worker, wait_for

PROBLEM = "光伏电站并网延期"
TASK = "协调供电部门受理并网申请"
#: What 制度执行 says of the week in the end, by clause.
STANDS = {"1.4.r": ["按期 2", "迟报 1", "逾期未报 1"], "1.4": ["按期 1", "待召开 1"], "1.3": ["按期 1"]}
Later = Callable[[datetime], None]


@pytest.fixture
def founded(worker: Worker, cast: Cast) -> Cast:
    return before_the_first_week(cast)


@pytest.fixture
def later(worker: Worker) -> Later:
    """Time passes: at that moment the worker looks at the rows, as it does every minute."""

    def pass_on(moment: datetime) -> None:
        clock.travel(moment)
        worker.follow_clock()
        tick.delay()
        wait_for(lambda: JobRun.objects.filter(name="tick", ok_at=moment).exists(), 40)

    return pass_on


@pytest.mark.clause("1.0", "1.3", "1.4", "1.4.r", "1.4(d)", "X.2", "X.3")
def test_a_week_runs_from_the_opening_on_monday_to_the_closing_of_what_it_decided(
    founded: Cast, devices: Devices, later: Later
) -> None:
    town = Town(founded, devices, on_phone={"liaison", "second_liaison", "other_liaison", "dept_head", "secretary"})
    later(on(14, 7, 40))
    an_officer_finds_the_week_on_the_desk(town)
    clock.travel(on(15, 19, 30))
    an_officer_reports_from_the_phone_in_few_taps(town)
    clock.travel(on(16, 16, 30))
    the_area_secretary_types_in_what_another_village_tells(town)
    later(on(17, 8, 20))
    an_area_secretary_sees_who_has_not_reported(town)
    the_pack_of_the_area_hands_a_problem_up(town)
    clock.travel(on(17, 10, 5))
    the_area_meeting_is_registered(town)
    clock.travel(on(17, 20))
    a_late_report_still_counts_as_late(town)
    later(on(18, 14, 30))
    the_office_sees_the_areas_side_by_side(town)
    clock.travel(on(18, 16, 10))
    the_office_meeting_is_registered_and_hands_the_problem_out(town)
    the_minutes_are_drafted_signed_and_issued(town)
    later(on(21, 8))
    the_owner_finds_it_on_the_desk(town)
    later(on(23, 8))
    what_is_late_reaches_owner_chief_and_leader(town)
    the_owner_reports_it_done_but_cannot_close_it(town)
    clock.travel(on(23, 9, 30))
    somebody_else_verifies_and_closes_it(town)
    the_week_stands_in_the_table_of_the_regulation(town)
    the_papers_of_the_week_are_on_the_shelf(town)


def an_officer_finds_the_week_on_the_desk(town: Town) -> None:
    officer = town("liaison")
    officer.sees("村周调度报告（示例一村，第 38 周）", "村周调度报告（示例二村，第 38 周）", "周三 18:00")


def an_officer_reports_from_the_phone_in_few_taps(town: Town) -> None:
    officer = town("liaison")
    officer.follow("村周调度报告（示例一村，第 38 周）")
    officer.press("填入本周重点工作")
    expect(officer.page.get_by_label("本周重点工作")).to_have_value("配合完成危房改造验收。")
    officer.touch(officer.page.get_by_label("到了"))
    officer.press("报送")
    expect(officer.heading).to_have_text("已送达")
    officer.sees("示例一村 第 38 周调度报告", "示例·褚某", "已报")
    assert officer.taps <= 8
    assert officer.page.viewport_size == {"width": 360, "height": 740}
    officer.home()
    officer.sees_no("本周到期村周调度报告（示例一村，第 38 周）")
    expect(officer.line("村周调度报告（示例一村，第 38 周）")).to_contain_text("按期")


def the_area_secretary_types_in_what_another_village_tells(town: Town) -> None:
    area = town("area_secretary")
    area.turn_to("周调度报告")
    expect(area.lead).to_contain_text("第 38 周应报 2 个村，已报 1 个，待报 1 个")
    expect(area.line("示例二村")).to_contain_text("未报")
    area.follow("代填、打印纸质表")
    area.follow("代填", area.line("示例二村"))
    area.page.get_by_label("口述人").fill("示例·褚某")
    area.page.get_by_label("没到").check()
    area.page.get_by_label("正常").check()
    area.page.get_by_label("本周重点工作").fill("光伏分红名单公示。")
    area.touch(area.page.get_by_text("新发现问题"))
    area.page.get_by_label("问题", exact=True).first.fill(PROBLEM)
    area.page.get_by_label("请求协调的事").first.fill("请协调供电部门尽快受理")
    area.press("代填报送")
    expect(area.heading).to_have_text("已送达")
    area.sees("代填", "已报", PROBLEM)


def an_area_secretary_sees_who_has_not_reported(town: Town) -> None:
    other = town("other_area_secretary")
    other.turn_to("周调度报告")
    expect(other.lead).to_contain_text("到期未报 2 个")
    expect(other.line("示例三村")).to_contain_text("未报")
    reminder = other.page.get_by_label("提醒文字")
    expect(reminder).to_have_value(
        "请尽快报送第 38 周调度报告，时限 9月16日 18:00。尚未报送 2 个村：示例三村、示例四村。"
    )


def the_pack_of_the_area_hands_a_problem_up(town: Town) -> None:
    area = town("area_secretary")
    area.turn_to("会议")
    area.follow("调度材料", area.line("示例一管区第 38 周调度会"))
    expect(area.lead).to_contain_text("2 个村交来 2 份报告，提出新问题 1 个")
    area.follow("转上级研究", area.line(PROBLEM))
    area.page.get_by_label("本级不能解决的原因").fill("并网由供电部门审批，管区协调不了。")
    area.main.locator("form button.btn").click()
    area.sees("已转上级，列入上级调度材料。")


def the_area_meeting_is_registered(town: Town) -> None:
    area = town("area_secretary")
    area.follow("会议登记：示例一管区第 38 周调度会")
    absent = area.main.locator("details.step").filter(has_text="示例·卫某")
    area.touch(absent.locator("summary"))
    area.touch(absent.get_by_label("缺席"))
    for tick_box in area.main.locator("input[name=covered]").all():
        area.touch(tick_box)
    area.page.get_by_label("议定事项").fill("示例一村月底前更新公示栏。")
    area.page.get_by_label("交办给").select_option(label="示例一村")
    area.page.get_by_label("办结时限").fill("2026-09-22T18:00")
    area.press("会议登记")
    area.sees("会议已登记。", "示例一村月底前更新公示栏。", "9月22日 18:00前")
    expect(area.line("示例·卫某")).to_contain_text("缺席")
    expect(area.line("示例·褚某")).to_contain_text("到会")
    assert area.taps <= 10


def a_late_report_still_counts_as_late(town: Town) -> None:
    officer = town("other_liaison")
    expect(officer.lead).to_contain_text("已过时限 2 件")
    officer.follow("村周调度报告（示例四村，第 38 周）")
    officer.touch(officer.page.get_by_label("到了"))
    officer.touch(officer.page.get_by_label("正常"))
    officer.page.get_by_label("本周重点工作").fill("入户走访 5 户。")
    officer.press("报送")
    officer.sees("示例四村 第 38 周调度报告", "迟报")


def the_office_sees_the_areas_side_by_side(town: Town) -> None:
    office = town("clerk")
    office.turn_to("会议")
    office.follow("调度材料", office.line("扶贫办第 38 周调度会"))
    expect(office.lead).to_contain_text("两个管区中一个已开本周调度会。4 个村交来 3 份报告")
    expect(office.lead).to_contain_text("1 个村没有报送，1 个问题管区解决不了，提请办公室研究")
    expect(office.line("示例一管区")).to_contain_text("周四")
    expect(office.line("示例二管区")).to_contain_text("待召开")
    missing = office.main.locator("section").filter(has_text="未报送").last
    expect(missing).to_contain_text("示例三村")
    expect(missing).not_to_contain_text("示例四村")
    expect(office.line(PROBLEM)).to_contain_text("示例二村")
    office.press("列入议程", office.line(PROBLEM))
    office.sees("已列入议程。")


def the_office_meeting_is_registered_and_hands_the_problem_out(town: Town) -> None:
    office = town("clerk")
    office.follow("会议登记：扶贫办第 38 周调度会")
    office.press("已研究，下一项")
    for tick_box in office.main.locator("input[name=covered]").all():
        tick_box.check()
    office.press(f"填写：示例二村：{PROBLEM}")
    office.page.get_by_label("议定事项").fill("由民政办牵头协调。")
    office.page.get_by_label("交办给").select_option(label="镇民政办")
    office.page.get_by_label("交办事项").fill(TASK)
    office.page.get_by_label("办结时限").fill("2026-09-22T18:00")
    office.press("会议登记")
    office.sees("会议已登记。请在9月", "前签发纪要。")
    expect(office.main.get_by_role("link", name=TASK)).to_be_visible()


def the_minutes_are_drafted_signed_and_issued(town: Town) -> None:
    clerk = town("clerk")
    clerk.follow("起草纪要：扶贫办第 38 周调度会")
    clerk.page.get_by_label("会议综述").fill("会议听取两个管区情况，研究了光伏并网问题。")
    clerk.press("保存")
    clerk.press("送签")
    clerk.sees("已送签，主持人已收到提醒。")
    chair = town("office_head")
    chair.turn_to("提醒")
    chair.press("扶贫办第 38 周调度会纪要待签发")
    chair.follow("审阅并签发纪要")
    chair.sees("研究了光伏并网问题", TASK)
    chair.press("签发")
    chair.sees("纪要已签发，请办公室印发。")
    clerk.page.reload()
    clerk.press("印发纪要")
    clerk.sees("纪要已印发，可在备查资料中打印。")


def the_owner_finds_it_on_the_desk(town: Town) -> None:
    owner = town("dept_head")
    expect(owner.line(PROBLEM)).to_contain_text("明天 18:00")
    village = town("liaison")
    village.sees("示例一村月底前更新公示栏。")


def what_is_late_reaches_owner_chief_and_leader(town: Town) -> None:
    owner = town("dept_head")
    expect(owner.lead).to_contain_text("已过时限 1 件")
    chief = town("office_head")
    chief.turn_to("提醒")
    expect(chief.line(f"逾期未办：{PROBLEM}")).to_contain_text("逾期 1 天")
    leader = town("secretary")
    leader.turn_to("今日过问")
    expect(leader.line(f"逾期未办结：{PROBLEM}")).to_contain_text("镇民政办")


def the_owner_reports_it_done_but_cannot_close_it(town: Town) -> None:
    owner = town("dept_head")
    owner.follow(PROBLEM)
    owner.page.get_by_label("办理结果").fill("供电部门已受理，现场完成并网。")
    owner.press("报办结")
    owner.sees("已报办结，等待核验。", "等待办公室核验")
    expect(owner.main.get_by_role("button", name="核验销号")).to_have_count(0)
    expect(owner.main.get_by_role("button", name="退回补正")).to_have_count(0)


def somebody_else_verifies_and_closes_it(town: Town) -> None:
    office = town("office_head")
    expect(office.line(PROBLEM)).to_contain_text("待核验")
    office.follow(PROBLEM)
    office.press("核验销号")
    office.sees("已核验销号。", "示例·郑某")
    office.turn_to("问题台账")
    office.page.get_by_label("状态").select_option(label="销号")
    office.press("筛选")
    expect(office.line(PROBLEM)).to_contain_text("销号")


def the_week_stands_in_the_table_of_the_regulation(town: Town) -> None:
    office = town("office_head")
    for clause, stands in STANDS.items():
        office.turn_to("制度执行")
        cell = office.main.locator(f'[id="{clause}"]').get_by_role("link", name="第 38 周").first
        office.touch(cell)
        for said in stands:
            expect(office.lead).to_contain_text(said)
    office.turn_to("制度执行")
    office.touch(office.main.locator('[id="1.4.r"]').get_by_role("link", name="第 38 周").first)
    expect(office.line("示例三村")).to_contain_text("逾期未报")
    office.follow("9月17日 20:00", office.line("示例四村"))
    expect(office.heading).to_have_text("示例四村 · 第 38 周")


def the_papers_of_the_week_are_on_the_shelf(town: Town) -> None:
    office = town("office_head")
    office.turn_to("备查资料")
    office.sees("示例一管区2026年第38周调度会议记录", "扶贫办2026年第38周调度会议纪要", f"交办单：{PROBLEM}")
    office.follow("扶贫办2026年第38周调度会议纪要")
    office.sees("由民政办牵头协调。", "镇民政办")
