"""Keeping the district's workbook, saying what its columns ask, filling its weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import tell
from dushi.district.filling import fill
from dushi.district.matching import NAME, best_head, proposed
from dushi.district.models import DistrictFilling, DistrictTable
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.regulation.periods import Period
from dushi.town.models import Post, Seat, Town, Unit, User

CLAUSE = "1.3(a)"


@transaction.atomic
def add_table(
    *, town: Town, file_name: str, content: bytes, sheets: list[dict[str, Any]], by: User, at: datetime | None = None
) -> DistrictTable:
    """Keep a workbook that was read (workbook.sheets_of); its columns are proposed, not yet said."""
    sheet, head_row = best_head(sheets)
    rows: list[Any] = next((one["rows"] for one in sheets if one["name"] == sheet), [])
    table = DistrictTable.objects.create(
        town=town,
        name=file_name.rpartition(".")[0][:60] or "区里的周表",
        file_name=file_name[-120:],
        content=content,
        sheets=sheets,
        sheet=sheet[:60],
        head_row=head_row,
        columns={str(column): key for column, key in proposed(rows, head_row).items()},
        added_by=by,
        added_at=at or clock.now(),
    )
    record("上传区里的周表", table, by=by, clause=CLAUSE, data={"file": table.file_name})
    return table


@transaction.atomic
def map_table(
    *, table: DistrictTable, by: User, columns: dict[int, str], at: datetime | None = None, **said: Any
) -> DistrictTable:
    """Say what each column asks. said: name, sheet, head_row, ready, stamp_cell, stamp.

    Raises Refused where not exactly one column holds the names of the villages. Weeks are filled from now on.
    """
    demand(list(columns.values()).count(NAME) == 1, "请指出哪一列是村名，只能有一列。")
    for name, value in said.items():
        setattr(table, name, value)
    table.columns = {str(column): key for column, key in sorted(columns.items())}
    table.mapped_at = table.mapped_at or at or clock.now()
    table.save(update_fields=[*said, "columns", "mapped_at"])
    record("对好区里周表的各列", table, by=by, clause=CLAUSE, data={"columns": len(columns)})
    return table


@transaction.atomic
def switch_table(*, table: DistrictTable, is_on: bool, by: User) -> DistrictTable:
    """Fill it every week, or cease to; what was filled stays."""
    table.is_on = is_on
    table.save(update_fields=["is_on"])
    record("每周自动填区里的周表" if is_on else "停填区里的周表", table, by=by, clause=CLAUSE)
    return table


@transaction.atomic
def remove_table(*, table: DistrictTable, by: User) -> None:
    """A workbook the district does not ask for any more, with the weeks kept of it."""
    record("删除区里的周表", table, by=by, clause=CLAUSE, data={"weeks": table.fillings.count()})
    table.delete()


@transaction.atomic
def fill_week(*, table: DistrictTable, week: Period, at: datetime | None = None) -> DistrictFilling | None:
    """Fill and keep the week's copy, and tell the 扶贫办. None where it was kept already."""
    moment = at or clock.now()
    kept = DistrictTable.objects.select_for_update().get(pk=table.pk)
    if kept.fillings.filter(period=week.key).exists():
        return None
    content, villages = fill(kept, week, moment)
    filling = DistrictFilling.objects.create(table=kept, period=week.key, at=moment, content=content, villages=villages)
    record("填好区里的周表", kept, clause=CLAUSE, at=moment, data={"week": week.key, "villages": villages})
    tell(
        town=kept.town,
        persons=office_of(kept.town),
        obj=filling,
        rung="filled",
        clause=CLAUSE,
        title=f"{kept.name}已按{week.label}填好，请核对后报区里",
        url=reverse("district_page", args=[kept.pk]),
        at=moment,
    )
    return filling


def office_of(town: Town) -> list[int]:
    """Ids of the people of the 扶贫办."""
    kinds = (Seat.Kind.HEAD, Seat.Kind.STAFF)
    posts = Post.objects.in_force().filter(seat__town=town, seat__unit__kind=Unit.Kind.OFFICE, seat__kind__in=kinds)
    return list(posts.values_list("person", flat=True).distinct())


def fill_due(at: datetime) -> int:
    """A step of the tick: the newest week of each table whose hour has come. Returns how many were filled.

    A table that cannot be filled keeps no other from it; all failures are raised together at the end.
    """
    count, failures = 0, []
    for table in DistrictTable.objects.due(at).defer("content", "sheets"):
        try:
            count += fill_week(table=table, week=table.newest_week(at), at=at) is not None
        except Exception as failure:  # noqa: BLE001 - one town's workbook must not stop the others'
            failures.append(failure)
    if failures:
        raise ExceptionGroup("weekly tables of the district", failures)
    return count
