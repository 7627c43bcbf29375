"""A breach answered for, in a real browser: from what an inspection proves to the corrected sheet of a closed year. In
the commission's admin, on the pages of who answers, and of the leaders who sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from playwright.sync_api import Locator, expect

from accountability.models import Case, ScoreEntry, YearSheet
from dushi import clock, tick
from dushi.records import chains
from tests.accountability.scores.stage import scheme_of
from tests.cast import Cast
from tests.e2e.conftest import Devices
from tests.e2e.founding import before_the_first_week, on
from tests.e2e.people import Somebody, Town
from tests.inspections import making

pytestmark = pytest.mark.django_db(transaction=True)
CLAIM = "危房改造一户未动工，验收单已签“竣工”"
YEAR = 2026


def moment(month: int, day: int, hour: int, year: int = YEAR) -> datetime:
    return clock.at(date(year, month, day), hour)


def later(at: datetime) -> None:
    """Time passes, and the product looks at its rows."""
    clock.travel(at)
    tick.run()


@pytest.fixture
def founded(cast: Cast) -> Iterator[Cast]:
    """The town in October, its 考核办法 in force."""
    with clock.frozen(on(9, 10)):
        before_the_first_week(cast)
        clock.travel(moment(10, 9, 8))
        scheme_of(cast)
        yield cast


def step(somebody: Somebody, label: str, **filled: str) -> None:
    """Open the button's page, fill its fields by their labels, and take the step."""
    somebody.follow(label)
    for name, value in filled.items():
        somebody.main.get_by_label(name).first.fill(value)
    confirm(somebody, label)


def confirm(somebody: Somebody, label: str) -> None:
    """The one button of the form: it says the act, or asks once more."""
    says = somebody.main.get_by_role("button", name=label, exact=True)
    asks = somebody.main.get_by_role("button", name=f"确认{label}", exact=True)
    somebody.touch(says.or_(asks))
    expect(somebody.heading.first).not_to_have_text(label)


def pick(somebody: Somebody, label: str, words: str) -> None:
    """Pick the option of a list that says these words."""
    field = somebody.main.get_by_label(label).first
    field.select_option(field.locator("option").filter(has_text=words).first.get_attribute("value"))


def tick_box(somebody: Somebody, group: str, *names: str) -> None:
    for name in names:
        box(somebody, group).locator("label").filter(has_text=name).first.locator("input").check()


def box(somebody: Somebody, group: str) -> Locator:
    return somebody.main.locator("fieldset").filter(has=somebody.page.locator("legend", has_text=group)).first


def desk(town: Town, role: str, listed: str, row: str) -> Somebody:
    """Somebody of the commission at one object of their admin, by its list."""
    somebody = town(role)
    somebody.page.goto(f"/admin/{listed}/")
    somebody.touch(somebody.main.locator("tbody tr").filter(has_text=row).first.get_by_role("link").first)
    return somebody


def agree(somebody: Somebody) -> None:
    """Everybody of the body in favour, but who must withdraw."""
    for field in somebody.main.locator("fieldset").all():
        yes = field.locator("input[value=FOR]")
        if yes.count() and "须回避" not in field.inner_text():
            yes.check()


@pytest.mark.clause("3.0", "3.3(1)", "3.4.a", "3.4.c", "2.2", "X.1")
def test_a_false_claim_is_proved_heard_decided_by_several_and_in_part_reversed(founded: Cast, devices: Devices) -> None:
    town = Town(founded, devices, on_phone={"dept_head", "second_liaison", "mayor"})
    an_inspection_proves_it(town)
    later(moment(10, 13, 9))
    the_commission_takes_it_up(town)
    a_main_leader_lets_the_case_be_opened(town)
    two_officers_inquire(town)
    the_facts_are_shown(town)
    the_subject_defends_himself(town)
    clock.travel(moment(10, 22, 9))
    several_decide(town)
    a_main_leader_signs(town)
    the_decision_is_served(town)
    the_subject_appeals(town)
    the_appeal_lightens_it(town)
    it_is_carried_out_and_closed(town)
    later(moment(1, 11, 9, YEAR + 1))
    town.there.clear()  # every session of last year has ended
    the_year_is_closed(town)
    one_more_reversal_makes_version_two(town)
    assert chains.verify(founded.town, "accountability").broken is None


def an_inspection_proves_it(town: Town) -> None:
    """The team of a 重点督导 in 示例甲村; the officer of the civil office writes it down on the phone."""
    cast = town.cast
    inspection = making.under_way(cast, kind="FOCUSED", units=[cast.demo_village])
    found = town("dept_head")
    found.page.goto(f"/inspections/{inspection.pk}/units/{cast.demo_village.pk}/findings/new/?item=2.2(6)")
    found.main.get_by_label("问题").first.fill(CLAIM)
    found.main.get_by_label("事实依据").first.fill("实地看过，旧房未拆；验收单签字日期为 8 月 3 日。")
    found.touch(found.main.locator("button[type=submit]").last)
    found.sees("已转镇纪委另行处理")


def the_commission_takes_it_up(town: Town) -> None:
    chief = desk(town, "commission_secretary", "lead", "待判断")
    chief.sees(CLAIM)
    chief.follow("登记为线索")
    pick(chief, "对象：人员", "示例·卫某")
    chief.main.get_by_label("对象：单位").select_option("")
    chief.main.get_by_label("行为日期").fill("2026-09-14")
    chief.main.get_by_label("反映的问题").fill(CLAIM)
    pick(chief, "可能的情形", "识别不精准、弄虚作假")
    confirm(chief, "登记为线索")
    chief.follow("指定承办人")
    pick(chief, "承办人", "示例·吴某")
    confirm(chief, "指定承办人")
    officer = desk(town, "commission_staff", "lead", "待拟办")
    officer.follow("拟办")
    tick_box(officer, "拟办意见", "转问责事项")
    officer.main.get_by_label("理由").first.fill("检查证实签字与实际不符，应予问责。")
    pick(officer, "请哪位主要领导审批", "示例·钱某")
    confirm(officer, "拟办")


def a_main_leader_lets_the_case_be_opened(town: Town) -> None:
    leader = town("mayor")
    leader.page.goto("/accountability/approvals/")
    leader.touch(leader.main.get_by_role("link").first)
    leader.sees(CLAIM)
    step(leader, "批准")


def two_officers_inquire(town: Town) -> None:
    chief = desk(town, "commission_secretary", "case", "受理")
    chief.follow("指定核查人")
    named = box(chief, "核查人").locator("input")
    expect(named.first).to_be_visible()
    for one in named.all():
        one.check()
    pick(chief, "组长", "示例·吴某")
    confirm(chief, "指定核查人")
    step(chief, "开始核查")
    officer = desk(town, "commission_staff", "case", "核查")
    step(officer, "增加证据", 证据名称="入户核实笔录", 内容="10 月 14 日入户，户主说房子没有动工。")
    step(officer, "记录认定的事实", 认定的事实="2026 年 9 月，未入户即在危房改造验收单上签字，与实际不符。")
    officer.follow("援引情形")
    tick_box(officer, "问责情形", "弄虚作假")
    tick_box(officer, "证明它的证据", "入户核实笔录")
    confirm(officer, "援引情形")
    officer.follow("提出拟处理意见")
    tick_box(officer, "拟采取的方式", "批评教育", "通报")
    confirm(officer, "提出拟处理意见")


def the_facts_are_shown(town: Town) -> None:
    officer = desk(town, "commission_staff", "case", "核查")
    step(officer, "印发事实告知书")
    officer.follow("送达事实告知书")
    tick_box(officer, "送达方式", "本系统送达")
    confirm(officer, "送达事实告知书")


def the_subject_defends_himself(town: Town) -> None:
    subject = town("second_liaison")
    subject.page.goto("/accountability/papers/")
    subject.follow("事实告知书")
    subject.sees("未入户即在危房改造验收单上签字")
    step(subject, "签收")
    subject.follow("陈述申辩")
    tick_box(subject, "对事实", "有异议")
    subject.main.get_by_label("陈述申辩").first.fill("当天在区里开会，电话问过户主，不是存心作假。")
    subject.main.get_by_label("签名").fill("示例·卫某")
    confirm(subject, "陈述申辩")
    officer = desk(town, "commission_staff", "case", "事实见面")
    officer.sees("电话问过户主")
    step(officer, "写明采纳情况", 采纳情况="电话询问不能代替入户；没有主观故意，予以采纳。")
    step(officer, "提请集体研究")


def sit(somebody: Somebody) -> None:
    somebody.main.get_by_label("研究意见").fill("事实清楚，处理恰当。")
    agree(somebody)


def several_decide(town: Town) -> None:
    chief = desk(town, "commission_secretary", "case", "集体研究")
    chief.follow("登记研究：予以问责")
    sit(chief)
    chief.main.get_by_label("为什么不适用").fill("逐项对照，均不适用。")
    pick(chief, "请谁签发", "示例·钱某")
    confirm(chief, "登记研究：予以问责")


def a_main_leader_signs(town: Town) -> None:
    leader = town("mayor")
    leader.page.goto("/accountability/approvals/")
    leader.touch(leader.main.get_by_role("link").first)
    step(leader, "签发问责决定书")


def the_decision_is_served(town: Town) -> None:
    officer = desk(town, "commission_staff", "case", "决定")
    officer.follow("送达问责决定书")
    tick_box(officer, "送达方式", "本系统送达")
    confirm(officer, "送达问责决定书")


def the_subject_appeals(town: Town) -> None:
    subject = town("second_liaison")
    subject.page.goto("/accountability/papers/")
    subject.follow("问责决定书")
    subject.sees("批评教育", "通报", "申诉")
    step(subject, "签收")
    step(subject, "申诉", 申诉的理由="没有造成损失，已补办，通报过重。")


def the_appeal_lightens_it(town: Town) -> None:
    chief = desk(town, "commission_secretary", "case", "送达")
    step(chief, "开始执行")
    step(chief, "受理申诉")
    chief.follow("登记复核：变更（从轻）")
    box(chief, "变更后的方式").locator("label").filter(has_text="通报").first.locator("input").uncheck()
    sit(chief)
    confirm(chief, "登记复核：变更（从轻）")
    the_review_is_served(town, "执行")


def the_review_is_served(town: Town, state: str) -> None:
    officer = desk(town, "commission_staff", "case", state)
    officer.follow("送达文书")
    tick_box(officer, "送达方式", "本系统送达")
    confirm(officer, "送达文书")


def it_is_carried_out_and_closed(town: Town) -> None:
    officer = desk(town, "commission_staff", "case", "执行")
    officer.follow("登记执行情况")
    pick(officer, "问责方式", "批评教育")
    officer.main.get_by_label("执行情况").fill("10 月 23 日由纪委书记谈话。")
    confirm(officer, "登记执行情况")
    chief = desk(town, "commission_secretary", "case", "执行")
    step(chief, "结案")
    subject = town("second_liaison")
    subject.turn_to("我的计分")
    subject.sees("批评教育")


def the_year_is_closed(town: Town) -> None:
    leader = town("mayor")
    leader.page.goto(f"/assessment/{YEAR}/close/")
    leader.press("确认结转")
    leader.sees("第 1 版")


def one_more_reversal_makes_version_two(town: Town) -> None:
    """A superior asks to look again: the decision is revoked after 结案, and the closed year gets a second sheet."""
    chief = desk(town, "commission_secretary", "case", "结案")
    step(chief, "依职权或者依上级要求复核（纠错）", 复核的理由="区纪委要求复核。", 上级文号="菏牡纪〔2027〕1号")
    chief.follow("登记复核：撤销")
    sit(chief)
    confirm(chief, "登记复核：撤销")
    the_review_is_served(town, "撤销")
    assert Case.objects.get().status == Case.Status.REVOKED
    assert sum(ScoreEntry.objects.values_list("counted", flat=True)) == 0
    assert list(YearSheet.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    leader = town("mayor")
    leader.page.goto(f"/assessment/?year={YEAR}")
    leader.sees("第 2 版")
    subject = town("second_liaison")
    subject.page.goto("/accountability/papers/")
    subject.follow("复核决定书")
    subject.sees("撤销")
