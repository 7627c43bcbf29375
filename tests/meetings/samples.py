"""Examples for the test that opens every address as everybody: one of `area` and one of the office."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.actions import issue_paper
from dushi.records.models import Paper
from dushi.town.models import Seat
from meetings.adding import add_meeting
from meetings.models import AgendaItem, AgendaTask, MinutesRemark
from tests.sample import sample


def ahead(body, by):
    """A meeting of tomorrow."""
    chair = Seat.objects.filter(unit=body).first()
    return add_meeting(
        body=body, starts_at=clock.now() + timedelta(days=1), place="会议室", chair=chair, is_extra=True, by=by
    )


def of_area(cast, is_foreign):
    return ahead(cast.foreign_area, cast.foreigner) if is_foreign else ahead(cast.area, cast.area_secretary)


@sample("area_meeting")
def area_meeting(cast, is_foreign):
    return [of_area(cast, is_foreign).pk]


@sample("office_meeting")
def office_meeting(cast, is_foreign):
    return [ahead(cast.foreign_office, cast.foreigner).pk if is_foreign else ahead(cast.office, cast.clerk).pk]


@sample("agenda_task")
def agenda_task(cast, is_foreign):
    meeting = of_area(cast, is_foreign)
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="交办工作任务")
    task = AgendaTask.objects.create(
        item=item, title="核对档案", owner_unit=meeting.body, due_at=clock.now() + timedelta(days=3)
    )
    return [meeting.pk, task.pk]


@sample("minutes_remark")
def minutes_remark(cast, is_foreign):
    meeting = of_area(cast, is_foreign)
    person = cast.foreigner.person if is_foreign else cast.liaison.person
    remark = MinutesRemark.objects.create(meeting=meeting, person=person, text="漏记一项", made_at=clock.now())
    return [meeting.pk, remark.pk]


@sample("pack_problem")
def pack_problem(cast, is_foreign):
    meeting = of_area(cast, is_foreign)
    town, village = (cast.foreign_town, cast.foreign_village) if is_foreign else (cast.town, cast.village)
    matter = matters.raise_matter(
        town=town,
        title="村口路灯不亮",
        about=village,
        source=Matter.Source.DIRECT,
        tier=Matter.Tier.AREA,
        by=None,
        person=None,
    )
    return [meeting.pk, matter.pk]


@sample("series")
def series(cast, is_foreign):
    return [cast.foreign_area.pk if is_foreign else cast.area.pk]


@sample("area_paper")
def area_paper(cast, is_foreign):
    meeting = of_area(cast, is_foreign)
    paper = issue_paper(
        obj=meeting,
        kind=Paper.Kind.NOTICE,
        title=f"关于召开{meeting}的通知",
        clause="1.4",
        body={"heading": "会议通知", "lines": ["请按时参会。"]},
        by=None,
    )
    return [paper.pk]
