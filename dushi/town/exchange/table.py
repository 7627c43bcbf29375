"""What the tables share: rows are matched by natural keys, checked one by one, and written in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar

import tablib
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import QuerySet
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult

from dushi.town.exchange.book import Book, Ref
from dushi.town.exchange.columns import Column
from dushi.town.exchange.reading import Fault
from dushi.town.models import User
from dushi.town.rights import Rights

BATCH = 2000
#: (number in the file, heading → text)
Row = tuple[int, dict[str, str]]
#: (attribute, what is wrong with it)
Wrong = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """What a row would do: headings is empty for something new."""

    row: int
    label: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What an import would do, or did. Nothing was written where there are faults."""

    new: int
    changed: int
    same: int
    changes: list[Change]
    faults: list[Fault]


class ByNaturalKey(BaseInstanceLoader):
    """Finds the object of a row in what the table has read already: a copy, which a row at fault leaves half filled."""

    def get_instance(self, row: dict[str, str]) -> Any:
        return copy(self.resource.find(row))


class PlainRowResult(RowResult):
    """Without a description of each object, which nobody reads and which costs a query."""

    def add_instance_info(self, instance: object) -> None:
        pass


class Table(ModelResource):
    """A roster that goes out and comes in. Only the columns it names; only what `user` may see and change.

    writes: False checks alone and touches nothing; True writes, in the transaction of whoever calls.
    """

    #: a template shows the class itself
    do_not_call_in_templates = True
    key: ClassVar[str]
    label: ClassVar[str]
    #: measure word
    measure: ClassVar[str] = "个"
    #: other words for a heading
    aliases: ClassVar[dict[str, str]] = {}
    #: attributes that a row may change in what exists
    changeable: ClassVar[tuple[str, ...]] = ()
    note: ClassVar[str] = ""

    class Meta:
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        instance_loader_class = ByNaturalKey

    def __init__(self, user: User, *, writes: bool = False) -> None:
        super().__init__()
        self.user, self.writes = user, writes
        self.town_id: Any = user.rights.town_id
        self.book = Book(user)
        for column in self.columns:
            if isinstance(column.widget, Ref):
                column.widget.book = self.book
        self.numbers: list[int] = []
        self.number = 0
        self.before: dict[str, Any] | None = None
        self.seen: dict[object, int] = {}
        self.changes: list[Change] = []
        self.created: list[Any] = []
        self.updated: list[Any] = []

    # What a table says of itself ---------------------------------------------------------------------------------

    @staticmethod
    def may_use(rights: Rights) -> bool:
        """Who keeps these rows by hand may bring them in and take them out."""
        return rights.is_office or rights.is_admin

    @property
    def columns(self) -> list[Column]:
        return [self.fields[name] for name in self._meta.fields]

    @property
    def heads(self) -> list[str]:
        return [column.column_name for column in self.columns]

    @property
    def shown(self) -> list[Column]:
        """The columns of an export."""
        return [column for column in self.columns if not column.only_in]

    def get_queryset(self) -> QuerySet[Any]:
        """What the user may see, in the order of an export."""
        raise NotImplementedError

    def find(self, row: dict[str, str]) -> Any:
        """The object that the row is about, None for a new one. A key that cannot be read is said by its column."""
        raise NotImplementedError

    def complete(self, instance: Any, row: dict[str, str]) -> Wrong:
        """Fill in what follows from several cells, and tell what the rules refuse. Called where each cell is right."""
        yield from ()

    def finish(self) -> None:
        """Write what hangs on the rows, once they are written: `created` and `updated` are in the database."""

    # Reading rows ------------------------------------------------------------------------------------------------

    def run(self, rows: list[Row]) -> Outcome:
        """Check all rows; where this table writes and none is at fault, write them."""
        if self.writes:
            self.lock()
        self.numbers = [number for number, _ in rows]
        heads = self.heads
        dataset = tablib.Dataset(*[[row[head] for head in heads] for _, row in rows], headers=heads)
        result = self.import_data(dataset, use_transactions=False)
        if result.error_rows:
            raise result.error_rows[0].errors[0].error
        heading = {column.attribute: column.column_name for column in self.columns}
        faults = [
            Fault(self.numbers[invalid.number - 1], heading[attribute], message)
            for invalid in result.invalid_rows
            for attribute, messages in invalid.error_dict.items()
            for message in messages
        ]
        new, changed = result.totals[RowResult.IMPORT_TYPE_NEW], result.totals[RowResult.IMPORT_TYPE_UPDATE]
        same = result.totals[RowResult.IMPORT_TYPE_SKIP]
        if self.writes and not faults:
            self.write()
            self.finish()
        return Outcome(new, changed, same, self.changes, sorted(faults))

    def lock(self) -> None:
        """Nobody changes or deletes what the table may change, until the transaction ends."""
        rows = self.get_queryset().select_for_update(of=("self",))
        list(rows.values_list("pk", flat=True))

    def write(self) -> None:
        """Changes first, so that what they free can be taken."""
        model = self._meta.model
        update(model, self.updated, [name for name in self.changeable if is_stored(model, name)])
        model.objects.bulk_create(self.created, batch_size=BATCH)

    def value(self, row: dict[str, str], name: str) -> Any:
        """What a cell of the row says; None where it is empty or cannot be read."""
        try:
            return self.fields[name].clean(row)
        except ValueError:
            return None

    def once(self, key: object) -> int | None:
        """The number of the row that had this key before; None where this row is the first."""
        earlier = self.seen.setdefault(key, self.number)
        return earlier if earlier != self.number else None

    # The steps of django-import-export ---------------------------------------------------------------------------

    @classmethod
    def get_row_result_class(cls) -> type[RowResult]:
        return PlainRowResult

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        self.number = self.numbers[kwargs["row_number"] - 1]

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, str], **kwargs: Any) -> None:
        self.before = None if new else {name: getattr(instance, name, None) for name in self.changeable}

    def import_instance(self, instance: Any, row: dict[str, str], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        wrong: dict[str, list[str]] = {}
        for attribute, reason in self.complete(instance, row):
            wrong.setdefault(attribute, []).append(reason)
        if wrong:
            raise ValidationError(wrong)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """A row that changes nothing is not written."""
        if import_validation_errors:
            return False
        if self.before is None:
            self.changes.append(Change(self.number, str(instance)))
            return False
        changed = {name for name, value in self.before.items() if getattr(instance, name, None) != value}
        if not changed:
            return True
        heads = tuple(column.column_name for column in self.columns if column.attribute in changed)
        self.changes.append(Change(self.number, str(instance), heads))
        return False

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        super().save_instance(instance, is_create, row, **kwargs)
        (self.created if is_create else self.updated).append(instance)

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """Written later, by `write`: in its own order, and not before every row is right."""
        self.create_instances.clear()

    def bulk_update(self, *args: Any, **kwargs: Any) -> None:
        self.update_instances.clear()

    def handle_import_error(self, result: Any, error: Exception, raise_errors: bool = False) -> None:
        """What the database refuses is not collected: it ends the import."""
        raise error

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """No primary key was given, so no sequence is set anew."""

    # Going out ---------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[list[Any]]:
        """The rows of an export: text, numbers and dates, in the order of `shown`."""
        for instance in self.outgoing():
            yield [self.export_field(column, instance) for column in self.shown]

    def outgoing(self) -> Iterable[Any]:
        return self.get_queryset().iterator(chunk_size=BATCH)


def update(model: Any, rows: Iterable[Any], fields: list[str]) -> None:
    """Write these fields of rows that exist and are locked. As an upsert by primary key: for thousands of rows an
    UPDATE by CASE, as bulk_update makes it, takes ten times as long."""
    model.objects.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields)


def is_stored(model: Any, name: str) -> bool:
    """True for a column of the model's own table."""
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False


def paired(rows: Iterable[Any], key: Callable[[Any], object]) -> dict[object, Any]:
    """The first of the rows under each key."""
    found: dict[object, Any] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return found
