"""调度材料: what the lower tier knows, compiled for the upper; frozen when the meeting is registered."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.regulation.periods import Period
from meetings.agenda import hand_out
from meetings.changes import postpone
from meetings.models import DispatchReport, Meeting
from meetings.packs import compile_pack
from meetings.packs.freezing import contents_of, pack_of, save_words
from meetings.planning import plan_meetings
from tests.meetings.conftest import meeting_of
from tests.meetings.report_stage import problem, said, send
from tests.meetings.test_meeting_registering import cover, hold


@pytest.fixture
def week(meeting_town, at):
    """示例一村 and 示例甲村 in time, with a problem each; 示例四村 late; 示例二村 and 示例三村 not at all."""
    at.travel(clock.at(date(2026, 9, 15), 17))
    send(meeting_town.village, meeting_town.liaison, said(problems=(problem(),)))
    send(meeting_town.demo_village, meeting_town.second_liaison, said(problems=(problem("光伏并网延期"),)))
    at.travel(clock.at(date(2026, 9, 17), 8))
    send(meeting_town.key_village, meeting_town.other_liaison, said(support_visit="ABSENT", supporter_duty="UNKNOWN"))
    at.travel(clock.at(date(2026, 9, 17), 10))
    return meeting_town


def pack(meeting):
    return compile_pack(Meeting.objects.select_related("body", "town").get(pk=meeting.pk), clock.now())


def rows(contents, nth=0):
    return {row["name"]: [cell["text"] for cell in row["cells"]] for row in contents["tables"][nth]["rows"]}


def states(contents, nth=0):
    return {row["name"]: [cell["state"] for cell in row["cells"]] for row in contents["tables"][nth]["rows"]}


@pytest.mark.clause("1.4(b)", "1.4.r")
def test_an_areas_pack_is_its_villages_reports(week):
    contents = pack(meeting_of(week.area))
    assert rows(contents)["示例一村"][:2] == ["周二 17:00", "到了"]
    assert rows(contents)["示例二村"][0] == "未报送"
    assert states(contents)["示例二村"][0] == "over"
    assert "示例一管区 2 个村交来 1 份报告，提出新问题 1 个，解决 0 个；" in contents["lead"]["plain"]
    assert contents["lead"]["alarm"] == "示例二村还没有报送。"


@pytest.mark.clause("1.4(b)")
def test_an_areas_pack_names_who_should_have_reported(week):
    line = next(row for row in pack(meeting_of(week.area))["tables"][0]["rows"] if row["name"] == "示例二村")
    assert line["note"] == week.liaison.person.name


@pytest.mark.clause("1.3(a)")
def test_the_offices_pack_lays_every_areas_week_side_by_side(week):
    hold(meeting_of(week.area), week.area_secretary)
    contents = pack(meeting_of(week.office))
    assert rows(contents)["示例一管区"] == ["周四", "1 / 2", "1 / 2", "正常", "新 1 · 解 –", "–"]
    assert rows(contents)["示例二管区"] == ["周四召开", "1 / 2", "0 / 2", "1 村未了解", "–", "–"]
    assert contents["lead"]["plain"].startswith("两个管区中一个已开本周调度会。4 个村交来 2 份报告")


@pytest.mark.clause("1.3(a)", "1.4.r")
def test_the_offices_pack_names_who_has_not_reported_by_area(week):
    lines = {line["title"]: line for line in pack(meeting_of(week.office))["missing"]}
    assert lines["示例一管区"]["note"] == "示例二村（示例·褚某）"
    assert lines["示例二管区"]["note"] == "示例三村（示例·蒋某）"
    assert lines["示例一管区"]["tag"] == "未报送 1 村"


def test_before_the_due_moment_nobody_is_named_in_red(week, at):
    at.travel(clock.at(date(2026, 9, 21), 9))
    contents = pack(meeting_of(week.area, "2026-W39"))
    assert rows(contents)["示例一村"][0] == "待报送"
    assert contents["lead"]["alarm"] == ""
    assert {line["state"] for line in pack(meeting_of(week.office, "2026-W39"))["missing"]} == {"todo"}


@pytest.mark.clause("1.3(a)")
def test_an_area_that_has_not_met_is_said_to_wait_and_not_to_be_late(week, at):
    at.travel(clock.at(date(2026, 9, 18), 9))
    assert rows(pack(meeting_of(week.office)))["示例二管区"][0] == "待召开"


@pytest.mark.clause("1.3(c)", "X.2")
def test_a_problem_for_the_office_stands_on_its_pack_until_it_is_handed_out(week):
    contents = pack(meeting_of(week.office))
    titles = {line["title"] for line in contents["problems"]}
    assert titles == {"示例一村 路灯三盏不亮", "示例甲村 光伏并网延期"}
    line = next(line for line in contents["problems"] if "路灯" in line["title"])
    assert line["note"] == "示例一管区 · 第 38 周提出 · 登记 · 请协调供电所"
    assert (line["tag"], line["state"]) == ("新", "due")
    assert "1 个问题管区解决不了，提请办公室研究（另有示例 1 个）。" in contents["lead"]["alarm"]
    matter = Matter.objects.get(title="路灯三盏不亮")
    due = clock.now() + timedelta(days=3)
    matters.assign(matter=matter, owner_unit=week.dept, due_at=due, by=week.office_head)
    assert len(pack(meeting_of(week.office))["problems"]) == 1


@pytest.mark.clause("1.2(d)", "1.3(d)")
def test_what_the_office_cannot_solve_stands_on_the_leading_groups_pack(week):
    matter = Matter.objects.get(title="路灯三盏不亮")
    matters.escalate(matter=matter, by=week.office_head, reason="涉及区供电公司")
    assert not any("路灯" in line["title"] for line in pack(meeting_of(week.office))["problems"])
    contents = pack(meeting_of(week.group, "2026-09"))
    assert [line["title"] for line in contents["problems"]] == ["示例一村 路灯三盏不亮"]
    assert "已转一级" in contents["problems"][0]["note"]


@pytest.mark.clause("1.1(b)", "1.2(e)")
def test_what_the_leading_group_cannot_solve_reaches_both_meetings_of_the_committee(week):
    matter = Matter.objects.get(title="路灯三盏不亮")
    matter = matters.escalate(matter=matter, by=week.office_head, reason="涉及区供电公司")
    matters.escalate(matter=matter, by=week.office_head, reason="需党委研究")
    for meeting in (meeting_of(week.joint, "2026-09"), meeting_of(week.party, "2026-Q3")):
        assert [line["title"] for line in pack(meeting)["problems"]] == ["示例一村 路灯三盏不亮"]


@pytest.mark.clause("1.2(a)", "1.2(b)")
def test_the_leading_groups_pack_is_the_month_week_by_week(week, at):
    hold(meeting_of(week.area), week.area_secretary)
    at.travel(clock.at(date(2026, 9, 21), 9))
    contents = pack(meeting_of(week.group, "2026-09"))
    table = contents["tables"][0]
    assert table["columns"][:3] == ["管区", "第 36 周", "第 37 周"]
    week_38 = table["columns"].index("第 38 周") - 1
    assert rows(contents)["示例一管区"][week_38] == "会 ✓ 报 1 / 2"
    assert rows(contents)["示例二管区"][week_38] == "会 未开 报 1 / 2"
    assert rows(contents)["示例一管区"][-1] == "1 / 2"
    assert "9 月各管区应开调度会 2 次，开了 1 次；" in contents["lead"]["plain"]


@pytest.mark.clause("1.1(b)")
def test_the_joint_meetings_pack_tells_how_each_duty_of_chapter_one_stands(week, at):
    hold(meeting_of(week.area), week.area_secretary)
    at.travel(clock.at(date(2026, 9, 21), 9))
    contents = pack(meeting_of(week.joint, "2026-09"))
    duties = rows(contents)
    assert list(duties) == ["1.1.q", "1.1.m", "1.2", "1.3", "1.4", "1.4.r", "1.5.main", "1.5.member"]
    assert duties["1.4"][1] == "1 / 2"
    assert duties["1.4.r"][1:] == ["2 / 4", "1"]


@pytest.mark.clause("1.2")
def test_decisions_of_the_leading_group_stand_on_the_packs_of_the_committee(week, at):
    at.travel(clock.at(date(2026, 9, 22), 12))
    meeting = meeting_of(week.group, "2026-09")
    item = meeting.agenda.first()
    item.decision, item.is_covered = "月底前完成路灯维修", True
    item.save()
    hold_as_is(meeting, week)
    contents = pack(meeting_of(week.joint, "2026-09"))
    assert "月底前完成路灯维修" in rows(contents, 1)


def hold_as_is(meeting, town):
    from meetings.registration import register

    register(meeting=meeting, held_at=meeting.starts_at, chaired_by=town.secretary.person, by=town.clerk)


@pytest.mark.clause("1.4")
def test_a_frozen_pack_never_changes_and_what_comes_later_goes_to_the_next(week, at):
    meeting = hold(meeting_of(week.area), week.area_secretary)
    before = json.dumps(contents_of(meeting, pack_of(meeting)), sort_keys=True)
    at.travel(clock.at(date(2026, 9, 18), 9))
    send(week.second_village, week.liaison)
    matter = Matter.objects.get(title="路灯三盏不亮")
    matters.dismiss(matter=matter, by=week.office_head, reason="已修好")
    assert json.dumps(contents_of(meeting, pack_of(meeting)), sort_keys=True) == before
    plan_meetings(clock.now())
    after = pack(meeting_of(week.area, "2026-W39"))
    assert [line["title"] for line in after["arrived"]] == ["示例二村 第 38 周报告"]
    assert after["arrived"][0]["tag"] == "上次会后报送"


def test_the_words_of_a_frozen_pack_are_frozen_with_it(week):
    meeting = meeting_of(week.area)
    save_words(meeting=meeting, analysis="总体平稳", proposals="请办公室协调供电", by=week.area_secretary)
    meeting = hold(meeting, week.area_secretary)
    assert pack_of(meeting).analysis == "总体平稳"
    with pytest.raises(Refused, match="冻结"):
        save_words(meeting=meeting, analysis="改", proposals="", by=week.area_secretary)


def test_last_times_tasks_stand_on_the_next_pack(week, at):
    meeting = meeting_of(week.area)
    cover(meeting, week.area_secretary)
    due = clock.at(date(2026, 9, 22), 18)
    hand_out(item=meeting.agenda.last(), title="核对档案", owner_unit=week.village, due_at=due, by=week.area_secretary)
    hold(meeting, week.area_secretary)
    at.travel(clock.at(date(2026, 9, 24), 8))
    last = pack(meeting_of(week.area, "2026-W39"))["last"]
    assert (last["title"], last["plain"], last["alarm"]) == ("示例一管区第 38 周调度会", "1 件：交办 1", "逾期 1")


def test_a_postponed_meeting_takes_up_what_came_meanwhile(week, at):
    meeting = meeting_of(week.area)
    at.travel(clock.at(date(2026, 9, 17), 8))
    postpone(meeting=meeting, starts_at=clock.at(date(2026, 9, 18), 9), by=week.area_secretary)
    at.travel(clock.at(date(2026, 9, 18), 8))
    send(week.second_village, week.liaison)
    assert rows(pack(meeting))["示例二村"][0].startswith("迟报")


def test_a_pack_reads_and_writes_nothing(week, django_assert_num_queries):
    before = DispatchReport.objects.count(), Matter.objects.count()
    for body, period in ((week.area, "2026-W38"), (week.office, "2026-W38"), (week.group, "2026-09")):
        pack(meeting_of(body, period))
    assert (DispatchReport.objects.count(), Matter.objects.count()) == before


@pytest.mark.clause("1.4")
def test_reports_of_a_week_that_had_no_pack_yet_are_no_stragglers(week, at):
    hold(meeting_of(week.area), week.area_secretary)
    at.travel(clock.at(date(2026, 9, 22), 17))
    send(week.village, week.liaison, period=Period.parse("2026-W39"))
    plan_meetings(clock.now())
    assert pack(Meeting.objects.ahead().filter(body=week.area).latest("starts_at"))["arrived"] == []
