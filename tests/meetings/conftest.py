"""A town that meets: the rule book in force, every body with its usual time, and the tick that has looked."""

from __future__ import annotations

from datetime import date, time

import pytest

from dushi import clock
from dushi.town.models import Seat
from meetings.models import Meeting, MeetingSeries
from meetings.planning import plan_meetings
from tests.meetings.report_stage import town  # noqa: F401 - for everybody here
from tests.obligations.conftest import rulebook, the, tick  # noqa: F401 - for everybody here
from tests.remembered import step

#: Monday of the ordinary week in which the clock stands (Thursday 17 September 2026, 10:00).
MONDAY = date(2026, 9, 14)
K = Seat.Kind


def series(cast, body, weekday, hour, chair, nth=None):
    return MeetingSeries.objects.create(
        town=body.town,
        body=body,
        weekday=weekday,
        week_of_month=nth,
        hour=time(hour),
        place="三楼会议室",
        chair=chair,
        starts_on=MONDAY,
    )


def meeting_of(body, period="2026-W38", **more):
    return Meeting.objects.get(body=body, period=period, **more)


@pytest.fixture
def meeting_town(cast, rulebook, at):  # noqa: F811 - a fixture
    """Live since this Monday; areas meet on Thursday 9:00 and 15:00, the office on Friday 15:00, the others monthly."""
    cast.town.live_from = cast.foreign_town.live_from = MONDAY
    step(lambda: begin(cast))
    return cast


def begin(cast):
    for place in (cast.town, cast.foreign_town):
        place.save()
    series(cast, cast.area, 4, 9, cast.seat(cast.area, K.AREA_SECRETARY))
    series(cast, cast.other_area, 4, 15, cast.seat(cast.other_area, K.AREA_SECRETARY))
    series(cast, cast.office, 5, 15, cast.seat(cast.office, K.HEAD))
    series(cast, cast.group, 2, 9, cast.seat(cast.group, K.HEAD), nth=4)
    series(cast, cast.joint, 3, 9, cast.seat(cast.party, K.MAIN_LEADER, 2), nth=4)
    series(cast, cast.party, 3, 9, cast.seat(cast.party, K.MAIN_LEADER))
    tick()
    plan_meetings(clock.now())
