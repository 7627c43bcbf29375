"""What happens besides the ordinary: the events of the twelve weeks. Everything adverse happens in the 示例 villages.

Each scene is (week, ISO weekday, "HH:MM"); weeks count from 1. A scene acts through the same functions as the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dushi import chance, clock
from dushi.demo import roster
from dushi.demo.ordinary import manager_of, meetings_on, send
from dushi.demo.stage import Stage
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.matters.parts import add_part, sign_part
from dushi.matters.raising import fix_on_spot
from dushi.town.actions.people import enter_leave
from dushi.town.actions.posts import transfer
from dushi.town.models import Person
from meetings.changes import hold_together, postpone
from meetings.models import Meeting, Visit
from meetings.report_actions import return_report
from meetings.report_data import NewProblem
from meetings.visit_actions import answer_visit, record_visit

Scene = Callable[[Stage], None]
SCENES: dict[tuple[int, int, str], Scene] = {}
FIRST, SECOND = roster.EXAMPLES
SOLAR = "光伏电站并网延期"


def scene(week: int, weekday: int, hour: str) -> Callable[[Scene], Scene]:
    """Put a scene into the play."""

    def put(act: Scene) -> Scene:
        SCENES[week, weekday, hour] = act
        return act

    return put


def matter(title: str) -> Matter:
    """The matter of the play that bears this title."""
    return Matter.objects.get(title=title)


def in_days(days: int, hour: int = 18) -> Any:
    """That hour so many civil days from now, aware."""
    return clock.at(clock.today() + timedelta(days=days), hour)


def next_meeting(stage: Stage, clause: str) -> Meeting:
    """The next planned meeting under that clause."""
    rows = Meeting.objects.ahead().filter(town=stage.town, clause=clause, starts_at__gt=clock.now())
    return rows.select_related("body", "town").earliest("starts_at")


def officer(stage: Stage, village: str) -> str:
    return stage.officers[village][0]


@scene(2, 3, "16:10")
def a_report_is_sent_back_and_corrected(stage: Stage) -> None:
    report = send(stage, stage.units[SECOND], officer(stage, SECOND), key_work="走访。")
    return_report(report=report, reason="请写明走访户数和发现的情况。", by=stage.user("guanqu3"))


@scene(4, 2, "10:00")
def an_officer_moves_in_mid_week(stage: Stage) -> None:
    leaving = stage.person(f"baocun{roster.MOVED + 1:02}")
    successor = Person.objects.get(town=stage.town, name=roster.SUCCESSOR)
    for post in leaving.posts.in_force().select_related("seat"):
        transfer(seat=post.seat, successor=successor, on=clock.today() + timedelta(days=1), by=stage.user("fupinban"))
    for logins in stage.officers.values():
        logins[:] = ["baocun17" if login == f"baocun{roster.MOVED + 1:02}" else login for login in logins]


@scene(4, 1, "15:30")
def two_bodies_sit_together(stage: Stage) -> None:
    together = [next_meeting(stage, "1.1.m"), next_meeting(stage, "1.2")]
    hold_together(
        meetings=together, starts_at=together[0].starts_at, place="镇政府三楼会议室", by=stage.user("fupinban")
    )


@scene(7, 1, "09:00")
def an_officer_falls_ill(stage: Stage) -> None:
    enter_leave(
        person=stage.person(f"baocun{roster.SICK + 1:02}"),
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=4),
        reason="病假",
        approved_by="示例·徐某",
        by=stage.user("fupinban"),
    )


@scene(9, 3, "15:00")
def a_village_asks_for_help(stage: Stage) -> None:
    asked = NewProblem(SOLAR, Matter.Tier.AREA, "请协调供电部门尽快受理并网申请")
    send(stage, stage.units[FIRST], officer(stage, FIRST), problems=(asked,))


@scene(9, 4, "10:40")
def the_area_hands_it_up(stage: Stage) -> None:
    secretary = stage.user("guanqu1")
    matters.confirm(matter=matter(SOLAR), by=secretary)
    matters.escalate(matter=matter(SOLAR), by=secretary, reason="并网由供电部门审批，管区协调不了。")


@scene(9, 5, "09:30")
def leaders_walk_through_the_village(stage: Stage) -> None:
    secretary, deputy = stage.user("shuji"), stage.user("fushuji")
    visit = record_visit(
        key=chance.uuid4(),
        village=stage.units[FIRST],
        kind=Visit.Kind.RESEARCH,
        visited_on=clock.today(),
        seen="查看光伏电站现场，走访三户脱贫户；村口一盏路灯不亮，当场联系修好。",
        households=3,
        participants=[stage.person("shuji"), stage.person("fushuji")],
        by=secretary,
    )
    fix_on_spot(
        town=stage.town,
        title="村口一盏路灯不亮",
        about=visit.village,
        source=Matter.Source.VISIT,
        source_obj=visit,
        result="当场联系修好",
        clause="1.5.main",
        by=secretary,
    )
    answer_visit(visit=visit, took_part=True, by=deputy)


@scene(9, 5, "16:50")
def the_office_hands_it_up(stage: Stage) -> None:
    matters.escalate(matter=matter(SOLAR), by=stage.user("fupinban"), reason="涉及两个部门，提请领导小组研究。")


@scene(10, 1, "09:20")
def the_group_hands_it_out_to_two_departments(stage: Stage) -> None:
    office = stage.user("fupinban")
    solar = matter(SOLAR)
    units = stage.units
    matters.assign(
        matter=solar,
        owner_unit=units[roster.DEPARTMENT],
        due_at=in_days(24),
        measure="办理并网手续，完成接入",
        by=office,
    )
    add_part(matter=solar, unit=units["镇财政所"], task="落实接入费用", due_at=in_days(14), by=office)
    matters.report_progress(matter=solar, text="已受理并网申请，待现场勘查。", by=stage.user("gongdian"))


@scene(10, 5, "14:05")
def superiors_come_unannounced(stage: Stage) -> None:
    """The office meets later that day; in a week that is 并入 another it does not meet at all."""
    for meeting in meetings_on(stage, clock.today()):
        if meeting.clause == "1.3":
            later = clock.now() + timedelta(hours=3, minutes=25)
            postpone(meeting=meeting, starts_at=later, by=manager_of(stage, meeting), reason="配合上级检查")


@scene(11, 4, "16:00")
def one_department_signs_its_part(stage: Stage) -> None:
    part = matter(SOLAR).parts.get()
    sign_part(part=part, result="接入费用已列入当月支出。", by=stage.user("caizheng"))
