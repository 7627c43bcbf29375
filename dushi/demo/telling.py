"""群众反映 of the play (2.0.m7): an old villager calls and is helped; a letter goes on in its envelope."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, SECOND, in_days, matter, officer, scene
from dushi.matters import actions as matters
from inspections.actions import public, public_digest, public_handling
from inspections.models import PublicReport, PublicReportCall
from inspections.public.codes import Ticket

PENSION = "协助行动不便的群众补办养老金卡"


@scene(11, 2, "08:50")
def an_old_villager_calls(stage: Stage) -> None:
    window = stage.user("xinfang")
    report = public.receive(
        ticket=Ticket.new(),
        town=stage.town,
        kind=PublicReport.Kind.HELP,
        channel=PublicReport.Channel.CALL,
        about=stage.units[SECOND],
        text="腿脚不便，养老金的卡丢了，想请人帮忙去补办，问了几次不知道找谁。",
        name="示例·老人某",
        contact="0530-0000000",
        by=window,
    )
    clock.advance(timedelta(minutes=10))
    public_handling.hand_on(report=report, handler=stage.person("minzheng"), by=window)


def told() -> PublicReport:
    """What the old villager told."""
    return PublicReport.objects.get(about__name=SECOND)


@scene(11, 3, "09:00")
def it_is_accepted_and_handed_to_the_village(stage: Stage) -> None:
    handler = stage.user("minzheng")
    public_handling.accept(report=told(), text="您反映的事已受理，由镇民政办办理。", by=handler)
    public_digest.send_digest(
        report=told(),
        unit=stage.units[SECOND],
        title=PENSION,
        text="请对行动不便的群众摸底，有需要补办养老金卡的，由村里代办或陪同办理。",
        due_at=in_days(6),
        is_checked=True,
        by=handler,
    )


@scene(11, 3, "10:30")
def a_letter_goes_on_in_its_envelope(stage: Stage) -> None:
    receiver = public.window_of(stage.town).receivers.split("、")[0]
    public.seal_envelope(town=stage.town, receiver=receiver, by=stage.user("xinfang"))


@scene(12, 1, "10:40")
def the_village_helps(stage: Stage) -> None:
    matters.submit_done(
        matter=matter(PENSION), result="已陪同补办，新卡已领到。", by=stage.user(officer(stage, SECOND))
    )


@scene(12, 2, "09:20")
def the_old_villager_is_answered(stage: Stage) -> None:
    matters.close(matter=matter(PENSION), by=stage.user("banshi1"))
    clock.advance(timedelta(minutes=30))
    handler = stage.user("minzheng")
    public_handling.answer(report=told(), text="村里已陪同补办，新卡已领到。", by=handler)
    public_handling.record_call(
        report=told(), result=PublicReportCall.Result.SATISFIED, note="已经收到卡。", by=handler
    )


@scene(12, 5, "09:10")
def a_visitor_asks_the_window(stage: Stage) -> None:
    """Not handed on yet: the window has something to do today."""
    public.receive(
        ticket=Ticket.new(),
        town=stage.town,
        kind=PublicReport.Kind.PETITION,
        channel=PublicReport.Channel.VISIT,
        about=stage.units[FIRST],
        text="想问村里公益岗位什么时候再招人，怎么报名。",
        by=stage.user("xinfang"),
    )
