"""线索 of the play (3.0, X.1): one checked and closed, one shelved, one explained in writing, one handed over, one that
waits for a main leader. What the tick itself proposes stands beside them."""

from __future__ import annotations

from datetime import date, timedelta

from accountability.leads import explaining, handling, registering, transferring
from accountability.models import Lead, ServedPaper
from dushi import clock
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, SECOND, officer, scene
from dushi.town.models import Person, Unit

Outcome, Status = Lead.Outcome, Lead.Status
HANDLER, SECOND_HANDLER, PRESIDER, LEADER = "jiwei2", "jiwei3", "jiwei", "shuji"
NO_MEETINGS, SIGNBOARD = "本村扶贫专题会议没有按月召开", "公示栏更新不及时"
PROMISES, VISITS = "承诺的产业补助没有按时兑现", "帮扶手册上的走访记录与农户说法不一致"


def registered(
    stage: Stage, subject: Person | Unit, title: str, clause: str, deed_on: date, text: str, handler: str = HANDLER
) -> Lead:
    """Registered by an officer of the commission with what it rests on, and given to one."""
    who = {"unit": subject} if isinstance(subject, Unit) else {"person": subject}
    lead = registering.register(
        source=Lead.Source.HAND,
        deed_on=deed_on,
        title=title,
        clause=clause,
        text=text,
        by=stage.user(SECOND_HANDLER),
        **who,
    )
    clock.advance(timedelta(minutes=30))
    return handling.assign(lead=lead, handler=stage.person(handler), by=stage.user(PRESIDER))


def lead_on(subject: Person | Unit, *statuses: str) -> Lead:
    """The one lead about that subject in one of these states, the newest first."""
    who = {"unit": subject} if isinstance(subject, Unit) else {"person": subject}
    return Lead.objects.filter(status__in=statuses, **who).latest("registered_at")


def put_before_a_leader(stage: Stage, lead: Lead, opinion: str, leader: str = LEADER) -> Lead:
    """拟办：转问责事项."""
    return handling.propose(
        lead=lead, outcome=Outcome.OPEN, opinion=opinion, approver=stage.person(leader), by=stage.user(HANDLER)
    )


# Checked and closed -------------------------------------------------------------------------------------------------


@scene(2, 2, "09:30")
def a_signboard_is_complained_about(stage: Stage) -> None:
    text = "9 月初路过时，公示栏贴的还是上季度的名单。" if clock.today().month == 9 else "公示栏贴的还是上季度的名单。"
    lead = registered(stage, stage.units[SECOND], SIGNBOARD, "", clock.today() - timedelta(days=2), text)
    checkers = [stage.person(login) for login in (HANDLER, SECOND_HANDLER)]
    opinion = "先到村看一看，再作处理。"
    by = stage.user(HANDLER)
    handling.propose(lead=lead, outcome=Outcome.CHECK, opinion=opinion, checkers=checkers, by=by)


@scene(2, 3, "10:10")
def its_check_is_approved(stage: Stage) -> None:
    handling.approve(lead=lead_on(stage.units[SECOND], Status.PROPOSED), by=stage.user(PRESIDER))


@scene(3, 4, "16:20")
def nothing_is_behind_it(stage: Stage) -> None:
    lead = lead_on(stage.units[SECOND], Status.CHECKING)
    result = "公示栏当月已经更新，旧名单是上季度同栏的存档，没有遗漏。"
    lead = handling.report_check(lead=lead, result=result, by=stage.user(SECOND_HANDLER))
    opinion = "反映的问题不存在，建议了结并告知村里把存档与现行名单分开张贴。"
    handling.propose(lead=lead, outcome=Outcome.CLOSE, opinion=opinion, by=stage.user(HANDLER))


@scene(3, 5, "09:40")
def it_is_closed(stage: Stage) -> None:
    handling.approve(lead=lead_on(stage.units[SECOND], Status.PROPOSED), by=stage.user(PRESIDER))


# Shelved; handed over -----------------------------------------------------------------------------------------------


@scene(5, 2, "09:30")
def a_promise_is_asked_about(stage: Stage) -> None:
    text = "两户反映去年答应的补助还没到账；资金文件区里尚未下达。"
    lead = registered(stage, stage.units[FIRST], PROMISES, "3.2(2)c", clock.today() - timedelta(days=3), text)
    opinion = "资金文件下达前不能判断，建议暂存，文件下达后重新启用。"
    lead = handling.propose(lead=lead, outcome=Outcome.SHELVE, opinion=opinion, by=stage.user(HANDLER))
    clock.advance(timedelta(minutes=40))
    handling.approve(lead=lead, by=stage.user(PRESIDER))


@scene(4, 3, "15:30")
def what_concerns_a_district_cadre_is_handed_over(stage: Stage) -> None:
    """区管: within five working days, and nothing of it stays but number, day and receiver."""
    lead = registering.register(
        source=Lead.Source.HAND,
        person=stage.person("xuanchuan"),
        deed_on=clock.today(),
        title="来信反映的事项",
        text="来信一件。",
        by=stage.user(PRESIDER),
    )
    clock.advance(timedelta(hours=1))
    transferring.transfer(
        lead=lead,
        number=f"示纪移〔{clock.today().year}〕1号",
        receiver="示例区纪委信访室",
        handed_on=clock.today(),
        by=stage.user(PRESIDER),
    )


# Today --------------------------------------------------------------------------------------------------------------


@scene(12, 2, "10:10")
def an_officer_is_asked_to_explain(stage: Stage) -> None:
    """书面说明 first: what the handbook says and what the household says differ."""
    person = stage.person(officer(stage, FIRST))
    text = "抽看一户帮扶手册，上月记走访两次，农户说记得一次。"
    lead = registered(stage, person, VISITS, "3.3(4)", clock.today() - timedelta(days=8), text)
    opinion = "先请本人说明，再作判断。"
    lead = handling.propose(lead=lead, outcome=Outcome.EXPLAIN, opinion=opinion, by=stage.user(HANDLER))
    clock.advance(timedelta(minutes=30))
    lead = handling.approve(lead=lead, by=stage.user(PRESIDER))
    clock.advance(timedelta(minutes=20))
    question = "请说明上月到该户走访的日期、内容和帮扶手册的填写情况。"
    explaining.ask_explanation(lead=lead, question=question, way=ServedPaper.Way.SYSTEM, by=stage.user(HANDLER))


@scene(12, 3, "14:30")
def one_waits_for_a_main_leader(stage: Stage) -> None:
    text = "查阅村会议记录本：近两个月没有扶贫专题会议的记录。"
    lead = registered(stage, stage.units[FIRST], NO_MEETINGS, "3.2(1)b", clock.today() - timedelta(days=9), text)
    put_before_a_leader(stage, lead, "会议记录本和村干部说法一致，情形明确，建议转问责事项。")
