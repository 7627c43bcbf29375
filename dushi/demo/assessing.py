"""考核办法 and 年度考核 of the play (3.4.c, 3.4.d): the shipped 示例 scheme serves 示例 people and units alone."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

from accountability.models import AssessmentScheme
from accountability.scores import drafting, minutes, sheets
from dushi import clock
from dushi.demo.stage import Stage
from dushi.demo.story import scene
from dushi.records.models import Paper

Start = drafting.Start
NAME = "{}年脱贫攻坚工作年度考核办法"
#: The minutes by which last year's joint meeting approved its scheme: older than the town's life in this system.
LAST_MINUTES = "党政联席会议纪要〔{}〕2号"


def last_year(stage: Stage) -> int:
    """The year before the play, which is over and can be closed."""
    return stage.begins_on.year - 1


def years(stage: Stage) -> list[int]:
    """The years the play goes through: one, or two around New Year."""
    return sorted({stage.begins_on.year, stage.ends_on.year})


@scene(1, 1, "10:20")
def the_scheme_of_last_year_is_entered(stage: Stage) -> None:
    year = last_year(stage)
    scheme = drafting.draft_scheme(year=year, name=NAME.format(year), start=Start.EXAMPLE, by=stage.user("jiwei2"))
    number = LAST_MINUTES.format(year)
    drafting.take_force(scheme=scheme, minutes_number=number, is_elsewhere=True, by=stage.user("jiwei"))


@scene(2, 1, "10:10")
def the_scheme_of_the_year_is_drafted(stage: Stage) -> None:
    for year in years(stage):
        drafting.draft_scheme(year=year, name=NAME.format(year), start=Start.EXAMPLE, by=stage.user("jiwei2"))


@scene(6, 2, "10:30")
def it_takes_force(stage: Stage) -> None:
    """With the minutes of the joint meeting that was held meanwhile."""
    paper = Paper.objects.filter(town=stage.town, kind=Paper.Kind.MINUTES, clause=minutes.JOINT_MEETING).first()
    for scheme in AssessmentScheme.objects.filter(town=stage.town, status=AssessmentScheme.Status.DRAFT):
        number = paper.number_text if paper else LAST_MINUTES.format(clock.today().year)
        drafting.take_force(scheme=scheme, minutes_number=number, is_elsewhere=not paper, by=stage.user("jiwei"))


@scene(6, 3, "15:30")
def last_year_is_closed(stage: Stage) -> None:
    """结转 by a main leader, once nothing of that year is pending."""
    sheets.close_year(town=stage.town, year=last_year(stage), by=stage.user("shuji"))


@scene(12, 2, "14:20")
def a_change_is_drafted(stage: Stage) -> None:
    """What several notices of one matter come to is to be added up: tried out before anybody decides on it."""
    year = stage.ends_on.year
    scheme = drafting.draft_scheme(
        year=year, name=f"示例·{NAME.format(year)}", start=Start.BLANK, by=stage.user("jiwei2")
    )
    clock.advance(timedelta(minutes=30))
    force = AssessmentScheme.objects.in_force().get(town=stage.town, year=year)
    settings = deepcopy(force.settings) | {"same_matter": "SUM", "year_cap": {}}
    tables = [
        *settings["points"]["CITY"].values(),
        *settings["points"]["DISTRICT"].values(),
        *settings["measures"].values(),
    ]
    for row in tables:
        row.update({kind: points * 2 for kind, points in row.items()})
    drafting.change_scheme(scheme=scheme, name=scheme.name, settings=settings, by=stage.user("jiwei2"))


def day_of_last_year(stage: Stage, month: int, day: int) -> date:
    return date(last_year(stage), month, day)
