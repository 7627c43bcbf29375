"""Tables brought in: kept for a quarter of an hour, confirmed or dropped by whoever brought them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.access import town_of
from dushi.town.exchange.marking import marked
from dushi.town.exchange.reading import Fault, Sheet
from dushi.town.exchange.table import Outcome, Row, Table
from dushi.town.exchange.tables import TABLES
from dushi.town.models import MarkedTable, Town, Upload, User

NUMBER = "行"


def check(*, table: type[Table], rows: list[Row], by: User) -> Outcome:
    """What an import would do. Touches nothing."""
    return table(by).run(rows)


@transaction.atomic
def keep_upload(*, table: type[Table], name: str, sheet: Sheet, by: User, at: datetime | None = None) -> Upload:
    """Keep rows without faults until `by` confirms them; what `by` left of the same table goes. Not yet an event."""
    Upload.objects.filter(owner=by, kind=table.key).delete()
    rows = [[NUMBER, *sheet.heads]]
    rows += [[str(number), *(row[head] for head in sheet.heads)] for number, row in sheet.rows]
    return Upload.objects.create(owner=by, kind=table.key, name=name[-120:], rows=rows, at=at or clock.now())


@transaction.atomic
def keep_marked(
    *, table: Table, name: str, sheet: Sheet, faults: list[Fault], by: User, at: datetime | None = None
) -> MarkedTable:
    """The table with what is to mend, until `by` has fetched it or a quarter of an hour has gone. Not an event."""
    MarkedTable.objects.filter(owner=by, kind=table.key).delete()
    content = marked(table, sheet, faults)
    return MarkedTable.objects.create(owner=by, kind=table.key, name=name[-120:], content=content, at=at or clock.now())


def rows_of(upload: Upload) -> list[Row]:
    """The rows as they were read, every heading of the table there."""
    empty = dict.fromkeys(TABLES[upload.kind](upload.owner).heads, "")
    heads, *lines = upload.rows
    return [(int(line[0]), empty | dict(zip(heads[1:], line[1:], strict=True))) for line in lines]


def import_upload(*, upload: Upload, by: User, at: datetime | None = None) -> Outcome:
    """Write every row, or none: then the outcome tells the faults, for the town may have changed since the preview.

    Raises Refused where it was done already, or somebody else changes the same rows at this moment.
    """
    try:
        return _import(upload, by, at or clock.now())
    except IntegrityError as clash:
        raise Refused("登记的内容刚刚有变动，这次没有导入，请重新核对后再导入。") from clash


@transaction.atomic
def _import(upload: Upload, by: User, at: datetime) -> Outcome:
    town = Town.objects.select_for_update().get(pk=town_of(by).pk)
    kept = Upload.objects.owned_by(by, at).filter(pk=upload.pk).first()
    if kept is None:
        raise Refused("这次导入已经办理，或已过期。")
    table = TABLES[kept.kind]
    outcome = table(by, writes=True).run(rows_of(kept))
    if outcome.faults:
        return outcome
    counts = {"new": outcome.new, "changed": outcome.changed, "same": outcome.same}
    record(f"导入{table.label}", town, by=by, town=town, at=at, data={**counts, "file": kept.name})
    kept.delete()
    return outcome


@transaction.atomic
def drop_upload(*, upload: Upload, by: User) -> None:
    """Not imported: its contents are personal data and go at once. No event: nothing was done."""
    upload.delete()


@transaction.atomic
def note_export(*, table: Table, count: int, form: str, at: datetime | None = None) -> None:
    """Who took a roster out, when, and how many rows."""
    town = town_of(table.user)
    record(f"导出{table.label}", town, by=table.user, town=town, at=at, data={"rows": count, "form": form})


def purge_abandoned(at: datetime) -> int:
    """A step of the tick: uploads nobody confirmed in time, and tables given back. Returns how many went."""
    return sum(model.objects.abandoned(at).delete()[0] for model in (Upload, MarkedTable))
