"""调研督导 of an ordinary month (1.5): from the sixth working day on one leader a day; the last month is half done."""

from __future__ import annotations

from datetime import date, datetime

from dushi import chance
from dushi.demo import roster
from dushi.demo.roster import Role
from dushi.demo.stage import Stage
from dushi.regulation.calendar import Workdays
from dushi.town.models import Unit, User
from meetings.models import Visit
from meetings.visit_actions import record_visit

SEEN = (
    "走访脱贫户三户，了解收入和就业情况，查看扶贫档案。",
    "查看扶贫项目运行，与村干部座谈，了解下步打算。",
    "查看村容村貌和公示栏，入户了解政策落实情况。",
)
FIRST_WORKDAY = 6


def monthly_visits(stage: Stage, day: date, end: datetime, workdays: Workdays) -> None:
    """The visit of that day, if one is planned: the leaders go in the order of their seats."""
    place = workdays.count(day.replace(day=1), day) - FIRST_WORKDAY
    going: tuple[Role, ...] = roster.LEADERS
    if (day.year, day.month) == (end.year, end.month):
        going = going[: len(going) // 2]
    if not 0 <= place < len(going):
        return
    user = stage.user(going[place].login)
    village = _village_for(stage, user, day)
    record_visit(
        key=chance.uuid4(),
        village=village,
        kind=Visit.Kind.SUPERVISION if user.rights.is_main_leader else Visit.Kind.RESEARCH,
        visited_on=day,
        seen=SEEN[(place + day.month) % len(SEEN)],
        households=3,
        participants=[stage.person(user.username)],
        by=user,
    )


def _village_for(stage: Stage, user: User, day: date) -> Unit:
    """A key village for a main leader, else one of the villages covered or linked; each month another."""
    real = Unit.objects.villages().filter(town=stage.town, is_example=False)
    if user.rights.is_main_leader:
        fitting = real.filter(is_key=True)
    else:
        fitting = real.filter(pk__in=user.rights.covered)
    villages = list(fitting.order_by("code"))
    return villages[day.month % len(villages)]
