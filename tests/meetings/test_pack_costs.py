"""Packs and pages of meetings cost the same number of queries at 6 villages and at 2,300; planning stays set-based."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.opening import open_due
from dushi.town.models import Seat, Unit
from meetings.models import DispatchReport, MeetingSeries
from meetings.planning import plan_meetings
from tests.cast import client_of
from tests.meetings.conftest import MONDAY, meeting_of
from tests.scale import grow, queries


def work_in(cast, villages):
    """A report of this week and an open problem of each new village; every new area meets."""
    at = clock.now()
    areas = {row.pk: row for row in Unit.objects.filter(kind=Unit.Kind.AREA, town=cast.town, series__isnull=True)}
    MeetingSeries.objects.bulk_create(
        MeetingSeries(
            town=cast.town, body=area, weekday=4, hour=time(9), place="会议室", starts_on=MONDAY,
            chair=Seat.objects.get(unit=area, kind=Seat.Kind.AREA_SECRETARY),
        )
        for area in areas.values()
    )  # fmt: skip
    open_due(at)
    plan_meetings(at)
    DispatchReport.objects.bulk_create(
        DispatchReport(
            id=f"00000000-0000-4000-8000-{village.pk:012}",
            town=cast.town,
            village=village,
            period="2026-W38",
            author=cast.liaison.person,
            key_work="走访",
            support_visit="CAME",
            supporter_duty="LACKING",
            supporter_names="示例·某",
            received_at=at - timedelta(days=1),
            counts_at=at - timedelta(days=1),
            body_sha256="0" * 64,
        )
        for village in villages
    )
    start = Matter.objects.count() + 1
    Matter.objects.bulk_create(
        Matter(
            town=cast.town,
            year=2026,
            number=start + n,
            title=f"示例事项{n}",
            source=Matter.Source.REPORT,
            about=village,
            tier=list(Matter.Tier)[n % 5],
            status=Matter.Status.REGISTERED if n % 2 else Matter.Status.ASSIGNED,
            status_at=at,
            raised_at=at - timedelta(days=9),
            owner_unit=village,
            due_at=at - timedelta(days=1),
        )
        for n, village in enumerate(villages)
    )


def cost(cast):
    client = client_of(cast.clerk)
    bodies = [(cast.area, "2026-W38"), (cast.office, "2026-W38"), (cast.group, "2026-09"), (cast.joint, "2026-09")]
    bodies.append((cast.party, "2026-Q3"))
    paths = [reverse(name) for name in ("meeting_list", "series_list", "issued_papers", "meeting_new")]
    paths += [reverse("pack_page", args=[meeting_of(*body).pk]) for body in bodies]
    paths += [reverse("meeting_page", args=[meeting_of(*body).pk]) for body in bodies]
    paths += [reverse("meeting_register", args=[meeting_of(*body).pk]) for body in bodies[1:]]
    return {path: queries(client, path) for path in paths}


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_packs_and_pages_cost_the_same_at_2300_villages(meeting_town):
    work_in(meeting_town, grow(meeting_town.town, 23))
    small = cost(meeting_town)
    work_in(meeting_town, grow(meeting_town.town, 2300, first=23))
    large = cost(meeting_town)
    dearer = {page: (small[page], large[page]) for page in small if large[page] > small[page]}
    assert not dearer
    assert max(large.values()) < 45, large


@pytest.mark.only_on("sqlite")
def test_a_tick_with_nothing_to_plan_costs_the_same_however_many_areas(meeting_town):
    def tick():
        with CaptureQueriesContext(connection) as captured:
            plan_meetings(clock.now())
        return len(captured)

    small = tick()
    work_in(meeting_town, grow(meeting_town.town, 460))
    assert tick() == small
    assert meeting_of(Unit.objects.get(name="示例第3管区")).starts_at == clock.at(date(2026, 9, 17), 9)
