"""What officers do: reports on time, late, not at all, by another's hand, twice, corrected, sent back; visits; what
they read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dushi import chance, clock
from dushi.alerts.actions import mark_read
from dushi.alerts.models import Alert
from dushi.demo.ordinary import answers
from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat, Unit
from meetings.models import DispatchReport, ReportUpdate, VisitParticipant
from meetings.report_actions import Receipt, return_report, submit_report
from meetings.report_data import NewProblem
from meetings.visit_actions import answer_visit
from tests.year.world import Sending, World

TITLES = ("路灯三盏不亮", "排水沟淤堵", "村道一处塌陷", "机井电缆老化", "公示栏破损")


def holders(world: World, unit: Unit, kind: str) -> list[str]:
    """Logins of who sits in the unit's seats of that kind today."""
    posts = Post.objects.in_force().filter(seat__unit=unit, seat__kind=kind).order_by("seat__ordinal", "pk")
    users = map(world.user_of, posts.values_list("person", flat=True))
    return [user.username for user in users if user]


def sending(world: World, village: Unit, week: Period, corrects: Any = None) -> Sending | None:
    """What somebody writes for the village's week; None where nobody is there to write."""
    draw, logins, told_by = world.chance.random(), holders(world, village, Seat.Kind.LIAISON), ""
    if draw < 0.06 or not logins:
        area = village.area_on(clock.today())
        logins, told_by = (holders(world, area, Seat.Kind.AREA_SECRETARY) if area else []), "示例·某"
    if not logins:
        return None
    tier = world.chance.choice([Matter.Tier.AREA, Matter.Tier.OFFICE])
    problems = (NewProblem(world.chance.choice(TITLES), tier, "请协调解决"),) if draw > 0.96 else ()
    open_ones = Matter.objects.open().filter(about=village).order_by("pk").values_list("pk", flat=True)
    updates = {pk: world.chance.choice(ReportUpdate.Answer.values) for pk in open_ones[:3]}
    key = chance.uuid4()
    data = answers(village, week, key_work=f"走访脱贫户 {key.int % 30} 户。", problems=problems, updates=updates)
    return Sending(key, village, week.key, data, world.chance.choice(logins), told_by, corrects=corrects)


def send(world: World, one: Sending) -> Receipt:
    """Send it now; the telephone keeps the answer."""
    receipt = submit_report(
        key=one.key,
        village=one.village,
        period=Period.parse(one.week),
        data=one.data,
        by=world.stage.user(one.login),
        told_by=one.told_by,
        device_at=one.device_at,
        corrects=one.corrects,
    )
    one.is_kept = True
    return receipt


def return_one(world: World, village: Unit, week: Period) -> DispatchReport | None:
    """退回补正 by the area's secretary."""
    report = DispatchReport.objects.current().filter(village=village, period=week.key, returned_at=None).first()
    area = village.area_on(clock.today())
    logins = holders(world, area, Seat.Kind.AREA_SECRETARY) if area else []
    if report is None or not logins:
        return None
    return return_report(report=report, reason="请写明走访户数。", by=world.stage.user(logins[0]))


def confirm_visits(world: World) -> None:
    """Who was asked says yes, mostly."""
    asked = VisitParticipant.objects.filter(confirmed_at=None, declined_at=None).select_related("visit", "person")
    for row in asked.order_by("pk"):
        if user := world.user_of(row.person_id):
            answer_visit(visit=row.visit, took_part=world.chance.random() < 0.9, by=user)


def read_some(world: World, at_most: int = 5) -> None:
    """A few people look through their reminders."""
    for login in world.chance.sample(sorted(world.stage.users), at_most):
        user = world.stage.user(login)
        mark_read(alerts=Alert.objects.visible_to(user), by=user)


def otherwise(one: Sending) -> Sending:
    """The same key with another text."""
    return replace(one, data=replace(one.data, next_plan="另一份。"), is_kept=False)


def correction(world: World, village: Unit, week: Period) -> Sending | None:
    """The next version of what stands; None where nothing does, or nobody may."""
    current = DispatchReport.objects.current().filter(village=village, period=week.key).first()
    return sending(world, village, week, corrects=current.pk) if current else None
