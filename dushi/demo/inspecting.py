"""Chapter 2 of the play where nothing is wrong: the year's plan, the month's 平时检查, the quarter's 重点督导.

Real villages appear here, so whatever is looked at 符合 or 不适用. What is found and put right: demo/finding_out.py.
"""

from __future__ import annotations

from datetime import date, timedelta

from dushi import clock
from dushi.demo.rounds import (
    APPROVER,
    Kind,
    Method,
    Result,
    approved,
    begun,
    dealt,
    drafted,
    found_in_order,
    leader_of,
    reported,
    signed_off,
)
from dushi.demo.stage import Stage
from dushi.demo.story import scene
from dushi.regulation.calendar import Workdays
from dushi.regulation.periods import Period
from dushi.town.models import Unit
from inspections.actions import drafting, fieldwork, notes, plan_lines, plans
from inspections.models import Inspection, InspectionPlan, PlanLine
from inspections.plan.rules import focus_items

Status = Inspection.Status
#: Who inspects for the commission, and the departments it calls in: login → unit (2.2).
COMMISSION = ("jiwei2", "jiwei3")
CALLED_IN = {
    "fupinban": Unit.Kind.OFFICE,
    "caizheng": "镇财政所",
    "minzheng": "镇民政办",
    "renshe": "镇人社所",
    "jianwei": "镇建委",
    "ducha": "镇督查办",
}
#: Villages of different areas inspected in a month.
A_MONTH = 3
#: Working days of the month on which its 平时检查 is drafted, carried out and signed off.
DRAFTED, INSPECTED, SIGNED_OFF = 4, 6, 8


# 年度检查计划 (2.1.plan) --------------------------------------------------------------------------------------------


@scene(1, 2, "10:20")
def the_plan_of_the_year_is_approved(stage: Stage) -> None:
    """Three villages of different areas every month; of the coming year too where the play goes on into it."""
    for year in sorted({clock.today().year, stage.ends_on.year}):
        plan = plans.start_plan(town=stage.town, year=year, by=stage.user("banshi1"))
        _plan_months(stage, plan)
        plans.send_plan(plan=plan, approver=stage.person(APPROVER), by=stage.user("fupinban"))
        clock.advance(timedelta(minutes=40))
        plans.approve_plan(plan=plan, by=stage.user(APPROVER))


def _plan_months(stage: Stage, plan: InspectionPlan) -> None:
    villages, today = dealt(stage), clock.today()
    items = [code for code, _ in focus_items(today)]
    for month in range(today.month if plan.year == today.year else 1, 13):
        start = month * A_MONTH
        chosen = [villages[(start + n) % len(villages)] for n in range(A_MONTH)]
        plan_lines.add_lines(plan=plan, villages=chosen, month=month, focus=items, by=stage.user("banshi1"))


# 平时检查 (2.1) ------------------------------------------------------------------------------------------------------


def monthly_inspection(stage: Stage, day: date, workdays: Workdays) -> None:
    """The step of the month's 平时检查 that falls on this working day."""
    place = workdays.count(day.replace(day=1), day)
    if place == DRAFTED:
        _draft_of_the_month(stage, day, workdays.nth_workday_after(day, INSPECTED - DRAFTED))
    mine = Inspection.objects.filter(town=stage.town, title=_title(day))
    if place == INSPECTED and (row := mine.filter(status=Status.APPROVED).first()):
        row = begun(stage, row)
        found_in_order(stage, row)
        notes.add_note(
            inspection=row,
            method=Method.RECORDS,
            held_on=day,
            text="抽查扶贫档案，资料齐全，更新及时。",
            by=leader_of(stage, row),
        )
        reported(stage, row)
    if place == SIGNED_OFF and (row := mine.filter(status=Status.REPORTED).first()):
        signed_off(stage, row)


def _title(day: date) -> str:
    return f"{day.year}年{day.month}月平时检查"


def _draft_of_the_month(stage: Stage, day: date, first_on: date) -> None:
    lines = PlanLine.objects.live().filter(plan__town=stage.town, plan__year=day.year, month=day.month)
    villages = [line.village for line in lines.select_related("village")]
    if villages:
        approved(stage, drafted(stage, Kind.ROUTINE, _title(day), villages, first_on))


# 重点督导 (2.2) ------------------------------------------------------------------------------------------------------


def _focused(stage: Stage, status: str) -> Inspection | None:
    rows = Inspection.objects.filter(town=stage.town, kind=Kind.FOCUSED, status=status)
    return rows.order_by("-first_on").first()


@scene(3, 2, "09:40")
@scene(9, 2, "09:40")
def the_commission_calls_in_the_departments(stage: Stage) -> None:
    """Once a quarter; on Thursday they set out."""
    first_on = clock.today() + timedelta(days=2)
    quarter = Period.of(Period.Kind.QUARTER, first_on)
    if Inspection.objects.filter(town=stage.town, kind=Kind.FOCUSED, period=quarter.key).exists():
        return
    commission, villages = stage.units[Unit.Kind.COMMISSION], dealt(stage)
    row = drafted(
        stage,
        Kind.FOCUSED,
        f"{first_on.year}年第{'一二三四'[quarter.number - 1]}季度重点督导",
        villages[quarter.number * 2 : quarter.number * 2 + 2],
        first_on,
        days=2,
        by="jiwei2",
        team=[(login, commission) for login in COMMISSION],
        approver="jiwei",
        lead_unit=commission,
        methods=(Method.RECORDS, Method.INTERVIEW, Method.REPORTS),
    )
    approved(stage, row)


@scene(3, 3, "11:10")
@scene(9, 3, "11:10")
def the_departments_name_their_people(stage: Stage) -> None:
    if row := _focused(stage, Status.APPROVED):
        for login, unit in CALLED_IN.items():
            clock.advance(timedelta(minutes=5))
            one = stage.units[unit]
            drafting.name_person(inspection=row, unit=one, person=stage.person(login), by=stage.user(login))


@scene(3, 4, "08:40")
@scene(9, 4, "08:40")
def the_commission_inspects(stage: Stage) -> None:
    if row := _focused(stage, Status.APPROVED):
        found_in_order(stage, begun(stage, row))
        reported(stage, row, "对照重点内容逐项督导，查阅资金和项目资料，个别访谈村干部，未发现问题。")


@scene(4, 2, "16:30")
@scene(10, 2, "16:30")
def the_secretary_of_the_commission_signs_off(stage: Stage) -> None:
    if row := _focused(stage, Status.REPORTED):
        signed_off(stage, row)


# Today --------------------------------------------------------------------------------------------------------------


@scene(12, 4, "10:30")
def one_is_under_way(stage: Stage) -> None:
    """In one of the real villages, half done; and one is approved for the week to come."""
    village, later = dealt(stage)[-1], dealt(stage)[-2]
    days = (stage.ends_on - clock.today()).days + 2
    row = approved(stage, drafted(stage, Kind.ROUTINE, f"{village}入户核查", [village], clock.today(), days=days))
    row = begun(stage, row)
    for item in row.focus[:3]:
        fieldwork.keep_line(place=row.places.get(), item=item, result=Result.MEETS, by=leader_of(stage, row))
    monday = Period.of(Period.Kind.WEEK, stage.ends_on).next().first_day
    approved(stage, drafted(stage, Kind.ROUTINE, f"{later}档案检查", [later], monday, days=2))
