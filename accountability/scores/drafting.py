"""Making a 考核办法: drafted and changed by the commission, in force once the joint meeting's minutes approve it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings as site
from django.db import models, transaction
from django.db.models import Max

from accountability.models import AssessmentScheme
from accountability.scores import minutes, posting, schemes, sheets
from accountability.scores.checking import faults
from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.access import person_of, town_of
from dushi.town.models import User

CLAUSE = "3.4.d"
Status = AssessmentScheme.Status


class Start(models.TextChoices):
    """What a draft begins with."""

    BLANK = "BLANK", "空白，逐项填写"
    LAST = "LAST", "照现有最近一版"
    EXAMPLE = "EXAMPLE", "载入示例（只供演示，只给示例人员和单位计分）"


def may_draft(user: User, scheme: AssessmentScheme | None = None) -> bool:
    """The commission drafts, and changes its drafts; the example is not changed."""
    return user.rights.is_commission and (scheme is None or (scheme.status == Status.DRAFT and not scheme.is_example))


def may_discard(user: User, scheme: AssessmentScheme) -> bool:
    return user.rights.is_commission and scheme.status == Status.DRAFT


def may_take_force(user: User, scheme: AssessmentScheme) -> bool:
    """The 纪委书记 registers what the joint meeting approved."""
    return user.rights.is_commission_secretary and scheme.status == Status.DRAFT


@transaction.atomic
def draft_scheme(*, year: int, name: str, start: str, by: User, at: datetime | None = None) -> AssessmentScheme:
    """A new draft of that year's scheme, numbered after the year's other versions."""
    moment, town = at or clock.now(), town_of(by)
    demand(may_draft(by), "考核办法由镇纪委拟定。", clause=CLAUSE)
    demand(not sheets.is_closed(town, year), f"{year}年已经结转，不能再拟当年的考核办法。", "year", clause=CLAUSE)
    demand(start != Start.EXAMPLE or site.DEMO, "示例考核办法只能在演示数据里使用。", "start", clause=CLAUSE)
    version = AssessmentScheme.objects.filter(town=town, year=year).aggregate(last=Max("version"))["last"] or 0
    scheme = AssessmentScheme.objects.create(
        town=town,
        year=year,
        version=version + 1,
        name=f"示例·{name}" if start == Start.EXAMPLE else name,
        settings=_first_settings(town, start),
        is_example=start == Start.EXAMPLE,
        drafted_at=moment,
        drafted_by=person_of(by),
    )
    record("拟定考核办法", scheme, by=by, clause=CLAUSE, at=moment)
    return scheme


def _first_settings(town: Any, start: str) -> dict[str, Any]:
    if start == Start.EXAMPLE:
        return schemes.example_settings()
    last = AssessmentScheme.objects.filter(town=town, is_example=False).order_by("-year", "-version").first()
    return last.settings if last and start == Start.LAST else {}


@transaction.atomic
def change_scheme(
    *, scheme: AssessmentScheme, name: str, settings: dict[str, Any], by: User, at: datetime | None = None
) -> AssessmentScheme:
    """Write the draft anew; it may still have gaps, which `faults` names before it takes force."""
    row = _locked(scheme)
    demand(may_draft(by, row), "只有草案可以修改；示例考核办法不修改。", clause=CLAUSE)
    row.name, row.settings = name, settings
    row.save(update_fields=["name", "settings"])
    record("修改考核办法草案", row, by=by, clause=CLAUSE, at=at or clock.now())
    return row


@transaction.atomic
def discard_scheme(*, scheme: AssessmentScheme, by: User, at: datetime | None = None) -> None:
    """A draft that is not wanted goes; history keeps that it was there."""
    row = _locked(scheme)
    demand(may_discard(by, row), "只有草案可以删去。", clause=CLAUSE)
    record("删去考核办法草案", row, by=by, clause=CLAUSE, at=at or clock.now())
    row.delete()


@transaction.atomic
def take_force(
    *, scheme: AssessmentScheme, minutes_number: str, is_elsewhere: bool = False, by: User, at: datetime | None = None
) -> AssessmentScheme:
    """施行: with the number of the joint meeting's minutes alone; the year's older version steps back.

    is_elsewhere: the minutes were issued outside this system; said openly on the scheme from then on.
    What was posted stays as it was; caps and same-matter hold by the new version for the whole year.
    """
    moment = at or clock.now()
    row = _locked(scheme)
    demand(may_take_force(by, row), "考核办法的施行由纪委书记登记。", clause=CLAUSE)
    demand(site.DEMO or not row.is_example, "示例考核办法只能在演示数据里施行。", clause=CLAUSE)
    older = schemes.hold(row.town, row.year)
    demand(not sheets.is_closed(row.town, row.year), f"{row.year}年已经结转，考核办法不再变动。", clause=CLAUSE)
    demand(
        not (older and row.is_example and not older.is_example), "已有正式的考核办法，示例不能替代它。", clause=CLAUSE
    )
    gaps = faults(row.settings)
    demand(not gaps, f"{'；'.join(gaps)}。", clause=CLAUSE)
    number = minutes.checked(row.town, minutes_number, is_elsewhere=is_elsewhere)
    if older:
        _move(older, Status.SUPERSEDED)
    row.minutes_number, row.in_force_at, row.in_force_by = number, moment, person_of(by)
    _move(row, Status.IN_FORCE)
    record("施行考核办法", row, by=by, clause=CLAUSE, at=moment, data={"minutes": number})
    if older:
        posting.resettle(row, by=by, at=moment)
    return row


def _locked(scheme: AssessmentScheme) -> AssessmentScheme:
    return AssessmentScheme.objects.select_for_update(of=("self",)).select_related("town").get(pk=scheme.pk)


def _move(scheme: AssessmentScheme, status: Status) -> None:
    """The only writer of `status`."""
    demand(status in scheme.TRANSITIONS[scheme.status], f"考核办法现在是{scheme.get_status_display()}，不能这样办。")
    scheme.status = status
    scheme.save(update_fields=["status", "minutes_number", "in_force_at", "in_force_by"])
