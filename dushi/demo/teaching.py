"""惩教结合 of the play (3.0): a talk beside a case with its 回访, a training to come, a typical case for all staff."""

from __future__ import annotations

from datetime import timedelta

from accountability.education import talks, typical
from accountability.models import Education, TypicalCase
from dushi import clock
from dushi.demo.answering import ENDED, case_on
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, scene

Kind = Education.Kind
PLANNER, PUBLISHER = "jiwei2", "jiwei3"


@scene(7, 3, "09:30")
def a_talk_is_planned(stage: Stage) -> None:
    talks.plan(
        kind=Kind.TALK,
        topic="怎样摸清底数、把进度安排写成文字",
        planned_on=clock.today() + timedelta(days=1),
        case=case_on(stage, ENDED),
        by=stage.user(PLANNER),
    )


@scene(7, 4, "16:10")
def it_is_held(stage: Stage) -> None:
    talks.hold(
        education=Education.objects.get(kind=Kind.TALK),
        held_on=clock.today(),
        note="本人认识到底数不清的后果，已请扶贫办帮着核对底册。",
        follow_up_on=clock.today() + timedelta(days=28),
        by=stage.user(PLANNER),
    )


@scene(11, 4, "15:20")
def it_is_looked_at_again(stage: Stage) -> None:
    talks.follow_up(
        education=Education.objects.get(kind=Kind.TALK),
        followed_up_on=clock.today(),
        follow_up_note="底册逐户核对完毕，进度安排张贴在村公示栏。",
        by=stage.user(PLANNER),
    )


@scene(10, 4, "11:10")
def a_lesson_is_written(stage: Stage) -> None:
    """By one of the commission; published by another who has read it, without a name in it."""
    typical.write(
        title="某村底数不清、安排不写受到责令检查",
        text="某村主要负责人对本村贫困户的户数、人口说不清楚，当年的进度安排只在口头上布置，没有写成文字，工作推进缓慢。"
        "镇里听取本人陈述申辩，采纳了其中属实的部分，责令其作出检查。本人随后补齐了底册和进度安排。",
        lesson="情况明，决心才大。底数要逐户核对，安排要写下来、贴出去，让群众看得见、记得住。",
        clauses=["3.2(1)d"],
        by=stage.user(PLANNER),
    )


@scene(10, 5, "09:20")
def it_is_published(stage: Stage) -> None:
    typical.publish(typical=TypicalCase.objects.get(), by=stage.user(PUBLISHER))


@scene(12, 3, "10:40")
def a_training_is_planned(stage: Stage) -> None:
    talks.plan(
        kind=Kind.TRAINING,
        topic="整改怎样核实、怎样报办结",
        planned_on=stage.ends_on + timedelta(days=4),
        unit=stage.units[FIRST],
        by=stage.user(PLANNER),
    )
