"""问责事项 of the play (3.0–3.4): one carried to its end, appealed against and eased; one awaits 听取申辩 today.

Both about people of the 示例 villages.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from accountability.cases import appealing, carrying, deciding, hearing, inquiry, papers, people
from accountability.cases.standing import decision_of, facts_of
from accountability.leads import handling
from accountability.models import Case, CaseMeasure, Lead, ServedPaper
from accountability.models.hearing import DeliberationMember
from accountability.rules.measures import Body
from dushi import clock
from dushi.demo.leads import (
    HANDLER,
    LEADER,
    PRESIDER,
    SECOND_HANDLER,
    lead_on,
    put_before_a_leader,
    registered,
)
from dushi.demo.stage import Stage
from dushi.demo.story import scene
from dushi.town.models import Person

Vote = DeliberationMember.Vote
SYSTEM = ServedPaper.Way.SYSTEM
#: Who answers: of the finished case, of today's.
ENDED, OPEN = "yicun", "jiacun"
UNCLEAR, UNCHECKED = "本村贫困户底数不清，进度安排不具体", "整改未经核实即报办结"


def case_on(stage: Stage, login: str) -> Case:
    """The case about that person."""
    return Case.objects.select_related("town", "person", "unit").get(person=stage.person(login))


def inquired(
    stage: Stage, login: str, *, findings: str, proof: str, text: str, situation: str, measures: Collection[str]
) -> Case:
    """Found, evidenced, cited and proposed by the two who inquire."""
    case, by = case_on(stage, login), stage.user(HANDLER)
    evidence = inquiry.add_evidence(case=case, label=proof, text=text, by=by)
    clock.advance(timedelta(minutes=30))
    inquiry.record_findings(case=case, findings=findings, category=case.category, by=by)
    inquiry.cite(case=case, situation=situation, evidence=[evidence, *case.evidence.exclude(pk=evidence.pk)], by=by)
    clock.advance(timedelta(minutes=20))
    return inquiry.propose(case=case, measures=list(measures), by=by)


def named(stage: Stage, login: str) -> None:
    """Two of the commission, who never decide it."""
    team = [stage.person(HANDLER), stage.person(SECOND_HANDLER)]
    case, by = case_on(stage, login), stage.user(PRESIDER)
    inquiry.name_investigators(case=case, people=team, leader=team[0], by=by)
    inquiry.begin(case=case, by=by)


def votes(case: Case, absent: Person) -> dict[Person, str]:
    """The whole 班子 for it, one of them away."""
    members = people.members_of(case.town_id, Body.PARTY_COMMITTEE, clock.today())
    return {one: Vote.ABSENT if one == absent else Vote.FOR for one in members}


# From the lead to the end -------------------------------------------------------------------------------------------


@scene(1, 4, "15:20")
def figures_do_not_agree(stage: Stage) -> None:
    text = "到村询问户数、人口和当年计划，主要负责人三次回答不一致；村里没有当年进度安排。"
    registered(stage, stage.person(ENDED), UNCLEAR, "3.2(1)d", clock.today() - timedelta(days=1), text)


@scene(2, 1, "11:00")
def it_is_put_before_a_main_leader(stage: Stage) -> None:
    lead = lead_on(stage.person(ENDED), Lead.Status.REGISTERED)
    put_before_a_leader(stage, lead, "情形明确，有询问记录，建议转问责事项。")


@scene(2, 2, "15:40")
def a_main_leader_opens_the_case(stage: Stage) -> None:
    handling.approve(lead=lead_on(stage.person(ENDED), Lead.Status.PROPOSED), by=stage.user(LEADER))
    clock.advance(timedelta(minutes=50))
    named(stage, ENDED)


@scene(3, 2, "15:00")
def the_facts_are_shown(stage: Stage) -> None:
    case = inquired(
        stage,
        ENDED,
        findings="任村主要负责人期间，对本村贫困户户数、人口不掌握，当年没有制定进度安排，推进缓慢。",
        proof="询问记录",
        text="三次询问的时间、问题和回答，本人核对无误。",
        situation="3.2(1)d",
        measures=["WRITTEN_REVIEW", "CIRCULAR"],
    )
    by = stage.user(HANDLER)
    hearing.show_facts(case=case, by=by)
    clock.advance(timedelta(minutes=30))
    hearing.serve_facts(case=case, way=SYSTEM, by=by)


@scene(3, 5, "10:30")
def the_subject_is_heard(stage: Stage) -> None:
    paper, user = facts_of(case_on(stage, ENDED)), stage.user(ENDED)
    assert paper is not None  # noqa: S101 - shown on Tuesday
    text = "刚接手不久，底册正在核对；进度安排口头布置过，没有写成文字。"
    signature = stage.person(ENDED).name
    hearing.state(paper=paper, has_objection=True, text=text, signature=signature, by=user)


@scene(4, 2, "09:10")
def what_was_said_is_answered(stage: Stage) -> None:
    case, by = case_on(stage, ENDED), stage.user(HANDLER)
    text = "接手不久属实，作为从轻情节；口头布置没有人记得具体内容，不予采纳。"
    hearing.answer(case=case, text=text, by=by)
    hearing.submit(case=case, by=by)


@scene(5, 1, "11:30")
def several_decide(stage: Stage) -> None:
    """Without those who inquired; then a main leader signs, and the subject is told."""
    case = case_on(stage, ENDED)
    deciding.hold_to_account(
        case=case,
        body=Body.PARTY_COMMITTEE,
        held_on=clock.today(),
        votes=votes(case, stage.person("wuzhuang")),
        conclusion="事实清楚，同意责令检查，并在全镇通报。",
        measures=["WRITTEN_REVIEW", "CIRCULAR"],
        weights=["COOPERATED"],
        exemption_reason="逐项核对，没有不予、免予问责的情形；本人配合核查，酌情从轻。",
        approver=stage.person(LEADER),
        by=stage.user(PRESIDER),
    )
    clock.advance(timedelta(hours=3))
    deciding.sign_decision(case=case, by=stage.user(LEADER))


@scene(5, 3, "09:20")
def the_decision_is_served(stage: Stage) -> None:
    case, by = case_on(stage, ENDED), stage.user(HANDLER)
    carrying.serve_decision(case=case, way=SYSTEM, by=by)
    clock.advance(timedelta(hours=2))
    paper = decision_of(case)
    assert paper is not None  # noqa: S101 - served just now
    papers.sign(paper=paper, by=stage.person(ENDED))
    carrying.enforce(case=case, by=by)


@scene(6, 4, "16:00")
def it_is_carried_out(stage: Stage) -> None:
    case = case_on(stage, ENDED)
    said = {"WRITTEN_REVIEW": "书面检查已交镇党委。", "CIRCULAR": "在全镇村主要负责人会议上通报。"}
    for row in case.measures.filter(stage=CaseMeasure.Stage.DECIDED):
        note = said[row.code]
        carrying.carry_out(case=case, measure=row, carried_out_on=clock.today(), note=note, by=stage.user(HANDLER))


@scene(7, 2, "10:00")
def the_case_is_closed(stage: Stage) -> None:
    """What the scheme gives for each measure is posted (3.4.c), and the subject is told."""
    case = case_on(stage, ENDED)
    carrying.close(case=case, by=stage.user(PRESIDER))
    clock.advance(timedelta(minutes=20))
    hearing.serve_paper(case=case, way=SYSTEM, by=stage.user(HANDLER))


@scene(8, 3, "14:40")
def the_subject_appeals(stage: Stage) -> None:
    text = "底册和进度安排在通报前已经补齐，请求免去通报。"
    appealing.file_appeal(case=case_on(stage, ENDED), text=text, by=stage.user(ENDED))


@scene(8, 4, "09:30")
def the_appeal_is_accepted(stage: Stage) -> None:
    appealing.accept_appeal(case=case_on(stage, ENDED), by=stage.user(PRESIDER))


@scene(10, 2, "11:20")
def the_decision_is_eased(stage: Stage) -> None:
    """变更: 责令检查 stays, 通报 and its points are taken back."""
    case = case_on(stage, ENDED)
    appealing.change(
        case=case,
        body=Body.PARTY_COMMITTEE,
        held_on=clock.today(),
        votes=votes(case, stage.person("zuzhi")),
        conclusion="经核实，底册和进度安排在通报前已经补齐，撤销通报，其余维持。",
        measures=["WRITTEN_REVIEW"],
        by=stage.user(PRESIDER),
    )
    clock.advance(timedelta(hours=1))
    hearing.serve_paper(case=case, way=SYSTEM, by=stage.user(HANDLER))


# Today --------------------------------------------------------------------------------------------------------------


@scene(11, 1, "15:10")
def something_was_called_done_that_was_not(stage: Stage) -> None:
    text = "整改报办结时只有口头核对，没有更正后的名单和公示照片，检查组退回。"
    lead = registered(stage, stage.person(OPEN), UNCHECKED, "3.2(2)b", clock.today() - timedelta(days=2), text)
    clock.advance(timedelta(minutes=30))
    put_before_a_leader(stage, lead, "有退回记录，情形明确，建议转问责事项。")


@scene(11, 3, "11:10")
def the_case_is_opened(stage: Stage) -> None:
    handling.approve(lead=lead_on(stage.person(OPEN), Lead.Status.PROPOSED), by=stage.user(LEADER))
    clock.advance(timedelta(minutes=20))
    named(stage, OPEN)


@scene(12, 4, "15:10")
def its_facts_are_established(stage: Stage) -> None:
    inquired(
        stage,
        OPEN,
        findings="任村主要负责人期间，对危房改造名单的整改没有督促核实，未更正名单即由村里报办结。",
        proof="谈话记录",
        text="本人称以为包村人员已经核实。",
        situation="3.2(2)b",
        measures=["CRITICISM", "WRITTEN_REVIEW"],
    )


@scene(12, 5, "10:20")
def they_are_put_to_the_subject(stage: Stage) -> None:
    """听取申辩 runs from here."""
    case, by = case_on(stage, OPEN), stage.user(HANDLER)
    hearing.show_facts(case=case, by=by)
    clock.advance(timedelta(minutes=40))
    hearing.serve_facts(case=case, way=SYSTEM, by=by)
