"""An ordinary week: meetings are notified, held and minuted, reports come in, leaders go to the villages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dushi import chance, clock
from dushi.demo.stage import Stage
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from meetings.agenda import save_item
from meetings.minutes import issue_minutes, save_summary, send_for_signature, sign_minutes
from meetings.models import DispatchReport, Meeting
from meetings.notice import notify
from meetings.registration import register
from meetings.report_actions import submit_report
from meetings.report_data import NewProblem, ReportData

WORKS = (
    "走访脱贫户，核对收入台账；整理帮扶手册。",
    "配合完成危房改造验收；光伏分红名单公示。",
    "组织种植技术培训一期，二十余户参加。",
    "核对医保、养老保险参保名单；更新公示栏。",
    "入户宣传教育资助政策；登记秋季助学申请。",
    "扶贫车间用工对接，新增就业五人。",
    "项目资金使用情况公示；村内道路养护。",
    "协助发放种苗；与帮扶单位商定下月走访安排。",
)
PLANS = ("继续入户走访，补齐档案。", "跟进项目进度，做好公示。", "配合帮扶单位走访。", "筹备下期技术培训。")
AGENDA = (
    "通报有关会议精神，明确本期要求。",
    "听取汇报，各项工作按计划推进。",
    "分析当前形势，查摆存在的问题。",
    "安排下步工作，明确责任和时限。",
    "汇总情况，形成材料。",
)


def answers(village: Unit, week: Period, **differing: object) -> ReportData:
    """The report of an uneventful week; the words vary by village and week, always the same for both."""
    turn = village.pk + week.number
    usual = {
        "key_work": WORKS[turn % len(WORKS)],
        "support_visit": (DispatchReport.SupportVisit.NONE_PLANNED if turn % 3 else DispatchReport.SupportVisit.CAME),
        "supporter_duty": DispatchReport.SupporterDuty.NORMAL,
        "next_plan": PLANS[turn % len(PLANS)],
    }
    return ReportData(**{**usual, **differing})  # type: ignore[arg-type]


def send(
    stage: Stage,
    village: Unit,
    login: str,
    *,
    told_by: str = "",
    problems: tuple[NewProblem, ...] = (),
    corrects: DispatchReport | None = None,
    **words: object,
) -> DispatchReport:
    """One village's week, sent now by that login; or the correction of a version."""
    week = Period.parse(corrects.period) if corrects else Period.of(Period.Kind.WEEK, clock.today())
    receipt = submit_report(
        key=chance.uuid4(),
        village=village,
        period=week,
        data=answers(village, week, problems=problems, **words),
        by=stage.user(login),
        told_by=told_by,
        corrects=corrects.pk if corrects else None,
    )
    return receipt.report


def reports_due(stage: Stage, day: date) -> list[Unit]:
    """Villages whose report falls due on that day and is not there yet."""
    today = (clock.at(day), clock.at(day + timedelta(days=1)))
    owed = Obligation.objects.open().filter(town=stage.town, duty__key="1.4.r", due_at__range=today)
    return [obligation.scope for obligation in owed.select_related("scope").order_by("scope__code", "scope_id")]


def manager_of(stage: Stage, meeting: Meeting) -> User:
    """Who prepares it: the 管区书记 for the own area, else the office."""
    if meeting.body.kind == Unit.Kind.AREA:
        return stage.user(f"guanqu{stage.areas().index(meeting.body) + 1}")
    return stage.user("fupinban")


def meetings_on(stage: Stage, day: date) -> list[Meeting]:
    """Meetings still ahead whose day it is, in the order of their hours."""
    rows = Meeting.objects.ahead().filter(
        town=stage.town, starts_at__gte=clock.at(day), starts_at__lt=clock.at(day + timedelta(days=1))
    )
    return list(rows.select_related("body", "town", "chair").order_by("starts_at", "pk"))


def give_notice_of(stage: Stage, day: date) -> None:
    """会议通知 for what is held on that day, with everybody's answer left open."""
    for meeting in meetings_on(stage, day):
        if meeting.status == Meeting.Status.PLANNED:
            notify(meeting=meeting, by=manager_of(stage, meeting))


def hold(stage: Stage, meeting: Meeting) -> Meeting:
    """Register a meeting as held just now, everybody present, every standing item dealt with."""
    by = manager_of(stage, meeting)
    for place, item in enumerate(meeting.agenda.all()):
        save_item(item=item, is_covered=True, text=AGENDA[place % len(AGENDA)], decision="", by=by)
    chair = meeting.chair.holder_on(clock.today()) if meeting.chair else None
    return register(meeting=meeting, held_at=meeting.starts_at, chaired_by=chair or stage.person(by.username), by=by)


def finish_minutes(stage: Stage, meeting: Meeting, at: datetime) -> None:
    """纪要: drafted, signed by who chaired, issued, within the same afternoon."""
    office = stage.user("fupinban")
    clock.travel(at)
    save_summary(meeting=meeting, summary="会议听取情况汇报，研究存在的问题，对下步工作作出安排。", by=office)
    send_for_signature(meeting=meeting, by=office)
    signer = stage.user(stage.login_of(meeting.chaired_by_id))
    clock.advance(timedelta(minutes=20))
    sign_minutes(meeting=meeting, by=signer)
    issue_minutes(meeting=meeting, by=office)
