"""Chapter 2 of the play where something is wrong, all of it in the 示例 villages: findings, a draw, a covert visit,
举一反三, and households that are asked."""

from __future__ import annotations

from datetime import timedelta

from dushi import chance, clock
from dushi.demo.inspecting import COMMISSION
from dushi.demo.rounds import (
    Kind,
    Method,
    Result,
    approved,
    begun,
    dealt,
    drafted,
    found_in_order,
    leader_of,
    office_team,
    reported,
    signed_off,
)
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, SECOND, in_days, matter, officer, scene
from dushi.matters import actions as matters
from dushi.town.models import Unit
from inspections.actions import crosschecks, draw_use, drawing, fieldwork
from inspections.actions.findings import add_finding
from inspections.actions.surveys import add_reply, close_survey, open_survey
from inspections.draws.pool import EXAMPLE, Wish
from inspections.models import CrossCheck, Draw, Finding, Inspection, Survey
from inspections.surveys.questionnaire import FOLDER, read

ROSTER_CHECK = "危房改造名单有一户信息不符"
LEDGER = "帮扶台账有两户未及时更新"
#: 另行处理: only the commission reads what it says.
SEALED = "项目验收单与现场进度不符"
CHECK, COVERT = "危房改造政策落实检查", "示例村随机抽查"
FUNDS = "示例村项目资金督导"
HOUSEHOLDS = 10
#: What is answered at one door after the other: mostly the first answer, sometimes the second, sometimes 不清楚.
ANSWERS = "00010000x10"


def inspection(title: str) -> Inspection:
    """The inspection of the play that bears this title."""
    return Inspection.objects.get(title=title)


# A finding on its way to 销号


@scene(10, 2, "10:00")
def another_inspection_is_set_up(stage: Stage) -> None:
    places = [stage.units[FIRST], dealt(stage)[1]]
    approved(stage, drafted(stage, Kind.ROUTINE, CHECK, places, clock.today() + timedelta(days=2), days=2))


@scene(10, 4, "09:00")
def a_roster_does_not_agree(stage: Stage) -> None:
    row = begun(stage, inspection(CHECK))
    village = stage.units[FIRST]
    place = row.places.get(unit=village)
    note = "名册一户与现场不符"
    by = leader_of(stage, row)
    fieldwork.keep_line(place=place, item="2.1(4)", result=Result.PROBLEM, note=note, by=by)
    clock.advance(timedelta(minutes=20))
    add_finding(
        inspection=row,
        unit=village,
        item="2.1(4)",
        title=ROSTER_CHECK,
        severity=Finding.Severity.MAJOR,
        evidence="查看名册 12 户，入户核对 4 户，1 户家庭人口与名册不符。",
        measure="逐户核对名单，更正后公示",
        by=by,
    )
    ask_households(stage, row, village)
    found_in_order(stage, row)


def ask_households(stage: Stage, row: Inspection, village: Unit) -> None:
    """问卷调查 at ten doors; most are content, some do not know."""
    by = stage.user("banshi2")
    sheet = read(FOLDER / "household-1.yaml")
    survey = open_survey(inspection=row, questionnaire=sheet, sampling="按户主姓名笔画，每隔五户问一户", by=by)
    for door in range(HOUSEHOLDS):
        clock.advance(timedelta(minutes=6))
        said = {question.id: ANSWERS[(door + n) % len(ANSWERS)] for n, question in enumerate(sheet.questions)}
        add_reply(survey=survey, key=chance.uuid4(), village=village, said=said, by=by)


@scene(10, 5, "15:00")
def the_inspection_is_reported(stage: Stage) -> None:
    row = inspection(CHECK)
    close_survey(survey=Survey.objects.get(inspection=row), by=stage.user("banshi2"))
    reported(stage, row, f"检查两个村，{FIRST}发现一处问题，已发整改通知书；另一个村未发现问题。")


@scene(10, 6, "10:00")
def it_is_reported_done_too_early(stage: Stage) -> None:
    matters.submit_done(matter=matter(ROSTER_CHECK), result="已口头核对。", by=stage.user(officer(stage, FIRST)))


@scene(11, 1, "09:10")
def it_is_sent_back(stage: Stage) -> None:
    signed_off(stage, inspection(CHECK))
    matters.send_back(
        matter=matter(ROSTER_CHECK), reason="请附更正后的名单和公示照片。", by=stage.user("banshi2"), due_at=in_days(4)
    )


@scene(11, 3, "15:20")
def it_is_put_right(stage: Stage) -> None:
    matters.submit_done(
        matter=matter(ROSTER_CHECK), result="名单已更正并在村公示栏公示。", by=stage.user(officer(stage, FIRST))
    )


@scene(11, 4, "08:30")
def it_is_verified_by_the_team(stage: Stage) -> None:
    matters.close(matter=matter(ROSTER_CHECK), by=stage.user("banshi1"), recheck_on=clock.today() + timedelta(days=21))


# A finding that the commission keeps to itself


@scene(10, 2, "14:10")
def the_commission_looks_at_a_project(stage: Stage) -> None:
    commission = stage.units[Unit.Kind.COMMISSION]
    row = drafted(
        stage,
        Kind.FOCUSED,
        FUNDS,
        [stage.units[SECOND]],
        clock.today() + timedelta(days=1),
        by=COMMISSION[0],
        team=[(login, commission) for login in COMMISSION],
        approver="jiwei",
        lead_unit=commission,
        methods=(Method.RECORDS, Method.ON_SITE),
    )
    approved(stage, row)


@scene(10, 3, "14:40")
def something_is_dealt_with_elsewhere(stage: Stage) -> None:
    """另行处理 (2.2): the village reads no more than that; the commission is asked to judge it (X.1)."""
    row = begun(stage, inspection(FUNDS))
    add_finding(
        inspection=row,
        unit=stage.units[SECOND],
        item="2.2(2)",
        title=SEALED,
        severity=Finding.Severity.MAJOR,
        evidence="验收单记道路硬化 600 米已完工，现场实测约 420 米，其余仍在施工。",
        by=leader_of(stage, row),
    )
    found_in_order(stage, row)
    reported(stage, row, "查阅项目和资金资料，实地查看一个项目，情况另行处理。")


@scene(10, 5, "10:40")
def the_look_at_the_project_is_over(stage: Stage) -> None:
    signed_off(stage, inspection(FUNDS))


# A draw, a covert visit, 举一反三


@scene(11, 1, "10:00")
def a_village_is_drawn(stage: Stage) -> None:
    """扶贫办 draws, the commission's clerk witnesses; what comes out is visited unannounced."""
    office, witness = stage.user("fupinban"), stage.user("jiwei2")
    wish = Wish(kind=Draw.Kind.VILLAGES, count=1, scope=EXAMPLE, skips_month=False)
    draw = drawing.new_draw(town=stage.town, wish=wish, purpose=COVERT, witness=stage.person("jiwei2"), by=office)
    for number, user in ((20180611, office), (407, witness)):
        clock.advance(timedelta(minutes=2))
        drawing.commit_number(draw=draw, number=number, by=user)
    for user in (office, witness):
        clock.advance(timedelta(minutes=1))
        draw = drawing.reveal_number(draw=draw, by=user)
    row = drafted(
        stage,
        Kind.SPOT,
        COVERT,
        Unit.objects.filter(pk__in=draw.result),
        clock.today() + timedelta(days=1),
        days=3,
        team=[("wuzhuang", stage.units[Unit.Kind.PARTY_COMMITTEE]), *office_team(stage)[1:]],
        approver="zhenzhang",
        lead_unit=stage.units[Unit.Kind.PARTY_COMMITTEE],
        methods=(Method.ON_SITE, Method.RANDOM, Method.COVERT),
        is_drawn=True,
    )
    draw_use.use_draw(draw=draw, inspection=row, by=office)
    approved(stage, row)


@scene(11, 2, "09:30")
def it_is_visited_unannounced(stage: Stage) -> None:
    row = begun(stage, inspection(COVERT))
    village = row.places.get().unit
    add_finding(
        inspection=row,
        unit=village,
        item="2.1(2)",
        title=LEDGER,
        evidence="随机走访 5 户，2 户本月走访情况没有记入台账。",
        measure="补记台账，落实专人每月更新",
        by=leader_of(stage, row),
    )
    found_in_order(stage, row)
    reported(stage, row, f"{village}帮扶台账有两户未及时更新，其他情况正常。")


@scene(11, 5, "11:00")
def the_covert_visit_is_over(stage: Stage) -> None:
    signed_off(stage, inspection(COVERT))


@scene(11, 5, "16:00")
def the_same_is_asked_elsewhere(stage: Stage) -> None:
    """The other 示例 village, and a real one that has nothing to mend."""
    finding = Finding.objects.get(title=LEDGER)
    other = next(name for name in (FIRST, SECOND) if stage.units[name].pk != finding.unit_id)
    crosschecks.ask_around(
        finding=finding,
        question="帮扶台账是否每户按月更新？请逐户自查。",
        units=[stage.units[other], dealt(stage)[0]],
        due_at=in_days(5),
        by=stage.user("fupinban"),
    )


@scene(12, 2, "15:30")
def one_finds_it_too_the_other_does_not(stage: Stage) -> None:
    check = CrossCheck.objects.get(finding__title=LEDGER)
    for answer in check.answers.select_related("unit"):
        clock.advance(timedelta(minutes=25))
        crosschecks.answer_crosscheck(
            answer=answer,
            has_problem=answer.unit.is_example,
            note="一户台账缺上月走访记录" if answer.unit.is_example else "",
            by=stage.user(officer(stage, answer.unit.name)),
        )
