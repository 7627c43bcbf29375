"""What a visit found goes to the ledger in one step (X.2): handed out, raised, or put right at the door."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import words
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.town.models import Unit, User
from meetings.models import Visit
from meetings.permissions import may_give_tasks, may_hand_out, units_for_tasks
from meetings.report_data import tidy

CLAUSE = "X.2"


def findings_of(visit: Visit) -> list[Matter]:
    """Matters that came from this visit, in the order they were found."""
    rows = Matter.objects.filter(source_type=visit._meta.label_lower, source_id=str(visit.pk))
    return list(rows.select_related("owner_unit", "owner_seat__unit").order_by("pk"))


def _begin(visit: Visit, title: str, *, may: bool) -> tuple[Visit, Matter | None]:
    """The visit, locked, and the matter of that title that came from it before. Raises Refused."""
    row = Visit.objects.select_for_update(of=("self",)).select_related("village", "town").get(pk=visit.pk)
    if not may:
        raise Refused("交办和即知即改由参加的班子成员、扶贫办和管区书记办理。", clause=CLAUSE)
    if not title:
        raise Refused("请写明发现的问题。", clause=CLAUSE, field="title")
    return row, next((matter for matter in findings_of(row) if matter.title == title), None)


def _source_of(visit: Visit) -> str:
    return f"{words.short_day(visit.visited_on)}{visit.village}{visit.get_kind_display()}"


@transaction.atomic
def hand_on_finding(
    *,
    visit: Visit,
    title: str,
    by: User,
    owner_unit: Unit | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Matter:
    """What a visit found becomes a matter in one step: handed out at once with owner and due moment, or raised to the
    village's area, which confirms it. The same finding sent again gives the same matter.

    title: up to 120 characters. Raises Refused for whom may not, and for an owner out of reach (1.0).
    """
    is_given = owner_unit is not None and due_at is not None
    may = may_give_tasks(by, visit) if is_given else may_hand_out(by, visit)
    row, known = _begin(visit, tidy(title), may=may)
    if known:
        return known
    if owner_unit is None or due_at is None:
        return matters.raise_matter(
            town=row.town,
            title=tidy(title),
            about=row.village,
            source=Matter.Source.VISIT,
            source_obj=row,
            source_label=_source_of(row),
            tier=Matter.Tier.AREA,
            by=by,
            person=by.person,
            at=at,
        )
    if not units_for_tasks(by, row).filter(pk=owner_unit.pk).exists():
        raise Refused("管区只能交办所辖村；需要部门办理的，请登记后转上级。", clause="1.0", field="owner_unit")
    return matters.assign_new(
        town=row.town,
        title=tidy(title),
        about=row.village,
        owner_unit=owner_unit,
        due_at=due_at,
        source=Matter.Source.VISIT,
        source_obj=row,
        source_label=_source_of(row),
        clause=CLAUSE,
        by=by,
        detail=row.seen,
        tier=Matter.Tier.OFFICE if by.rights.sees_town else Matter.Tier.AREA,
        at=at,
    )


@transaction.atomic
def fix_here(*, visit: Visit, title: str, by: User, result: str = "", at: datetime | None = None) -> Matter:
    """即知即改: put right at the door, in one tick. The same again gives the same matter. Raises Refused."""
    row, known = _begin(visit, tidy(title), may=may_give_tasks(by, visit))
    return known or matters.fix_on_spot(
        town=row.town,
        title=tidy(title),
        about=row.village,
        source=Matter.Source.VISIT,
        source_obj=row,
        source_label=_source_of(row),
        result=tidy(result),
        by=by,
        at=at,
    )
