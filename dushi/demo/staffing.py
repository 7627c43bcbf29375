"""Who changes places during the twelve weeks: villages are dealt out anew in one act, and a head is stood in for."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from dushi.demo.stage import Stage
from dushi.demo.story import scene
from dushi.town.actions.posts import start_post
from dushi.town.changeover.actions import change_over
from dushi.town.changeover.lines import Line
from dushi.town.models import Seat
from dushi.town.roster import with_holders

#: Officers who take over a village of each other's.
SWAPPED = ("baocun10", "baocun11")


@scene(8, 2, "09:10")
def two_officers_exchange_a_village(stage: Stage) -> None:
    """换届 in the small: two seats in one act, and a 移交清单 of each to sign."""
    one, other = SWAPPED
    villages = {login: next(name for name, logins in stage.officers.items() if logins == [login]) for login in SWAPPED}
    lines = [
        Line(_seat(stage, villages[one]), stage.person(other)),
        Line(_seat(stage, villages[other]), stage.person(one)),
    ]
    tomorrow = clock.today() + timedelta(days=1)
    change_over(town=stage.town, on=tomorrow, reason="包村分工调整", lines=lines, by=stage.user("fupinban"))
    stage.officers[villages[one]], stage.officers[villages[other]] = [other], [one]


@scene(12, 3, "09:10")
def a_head_is_stood_in_for(stage: Stage) -> None:
    """代理 while the head of a department is at a training."""
    seat = Seat.objects.get(unit=stage.units["镇人社所"], kind=Seat.Kind.HEAD)
    start_post(
        seat=seat,
        person=stage.person("minzheng"),
        on=clock.today(),
        until=clock.today() + timedelta(days=20),
        is_acting=True,
        by=stage.user("fupinban"),
        reason="负责人外出培训",
    )


def _seat(stage: Stage, village: str) -> Seat:
    """With `now`, as a line of the table of 换届."""
    return with_holders(Seat.objects.filter(unit=stage.units[village], kind=Seat.Kind.LIAISON)).get()
