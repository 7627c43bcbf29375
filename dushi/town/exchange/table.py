"""What the tables share: rows are matched by natural keys, checked one by one, and written in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from import_export.resources import ModelResource

from dushi.town.exchange.book import Book, Ref
from dushi.town.exchange.columns import EMPTY, Column
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


class Line(dict[str, str]):
    """A row: heading → text. number: in the file. said: attribute → what its cell says, as far as it was read; None
    where it is empty or cannot be read, then `unread` holds the reason."""

    __slots__ = ("number", "said", "unread")

    def __init__(self, number: int, row: dict[str, str]) -> None:
        super().__init__(row)
        self.number = number
        self.said: dict[str, Any] = {}
        self.unread: dict[str, str] = {}


class Table(ModelResource):
    """A roster that goes out and comes in. Only the columns it names; only what `user` may see and change.

    Columns, widgets and the way out are those of django-import-export; rows come in by `run`, which is a tenth of the
    work per row that the library makes of it.

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

    def __init__(self, user: User, *, writes: bool = False) -> None:
        super().__init__()
        self.user, self.writes = user, writes
        self.town_id: Any = user.rights.town_id
        self.book = Book(user)
        for column in self.columns:
            if isinstance(column.widget, Ref):
                column.widget.book = self.book
        self.number = 0
        #: of the row that is read: what it may change, as it is; None where it is about something new
        self.was: dict[str, Any] | None = None
        self.seen: dict[object, int] = {}
        self.changes: list[Change] = []
        self.same = 0
        self.cells = [(column.attribute, column.column_name, column.must) for column in self.columns]
        self.heading = {name: head for name, head, _ in self.cells}
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

    def before(self, lines: list[Line]) -> None:
        """What all rows tell together, before the first is read."""

    def new(self) -> Any:
        """An object for a row that is about none."""
        raise NotImplementedError

    def find(self, row: Line) -> Any:
        """The object that the row is about, None for a new one. A key that cannot be read is said by its column."""
        raise NotImplementedError

    def complete(self, instance: Any, row: Line) -> Wrong:
        """Fill in what follows from several cells, and tell what the rules refuse. Called where each cell is right."""
        yield from ()

    def finish(self) -> None:
        """Write what hangs on the rows, once they are written: `created` and `updated` are in the database."""

    # Reading rows ------------------------------------------------------------------------------------------------

    def run(self, rows: list[Row]) -> Outcome:
        """Check all rows; where this table writes and none is at fault, write them."""
        if self.writes:
            self.lock()
        lines = [Line(number, row) for number, row in rows]
        self.before(lines)
        faults = [fault for line in lines for fault in self.take(line)]
        if self.writes and not faults:
            self.write()
            self.finish()
        new, changed = len(self.created), len(self.updated)
        return Outcome(new, changed, self.same, self.changes, sorted(faults))

    def take(self, line: Line) -> list[Fault]:
        """Put one row where it belongs: into `created` or `updated`, unless it changes nothing or is at fault."""
        self.number = line.number
        found = self.find(line)
        # A copy: a row at fault leaves it half filled.
        instance = copy(found) if found else self.new()
        self.was = {name: getattr(found, name, None) for name in self.changeable} if found else None
        wrong = self.fill(instance, line) or list(self.complete(instance, line))
        if not wrong:
            self.keep(instance)
        return [Fault(line.number, self.heading[attribute], reason) for attribute, reason in wrong]

    def fill(self, instance: Any, line: Line) -> list[tuple[str, str]]:
        """What the cells say, into the object; what cannot be taken, and why."""
        wrong = []
        for name, head, must in self.cells:
            if line[head]:
                value = self.value(line, name)
                if name in line.unread:
                    wrong.append((name, line.unread[name]))
                else:
                    setattr(instance, name, value)
            elif must:
                wrong.append((name, EMPTY))
        return wrong

    def keep(self, instance: Any) -> None:
        if self.was is None:
            self.created.append(instance)
            self.changes.append(Change(self.number, str(instance)))
            return
        changed = {name for name, value in self.was.items() if getattr(instance, name, None) != value}
        if not changed:
            self.same += 1
            return
        heads = tuple(column.column_name for column in self.columns if column.attribute in changed)
        self.updated.append(instance)
        self.changes.append(Change(self.number, str(instance), heads))

    def lock(self) -> None:
        """Nobody changes or deletes what the table may change, until the transaction ends."""
        rows = self.get_queryset().select_for_update(of=("self",))
        list(rows.values_list("pk", flat=True))

    def write(self) -> None:
        """Changes first, so that what they free can be taken."""
        model = self._meta.model
        update(model, self.updated, [name for name in self.changeable if is_stored(model, name)])
        model.objects.bulk_create(self.created, batch_size=BATCH)

    def value(self, row: Line, name: str) -> Any:
        """What a cell of the row says, read once; None where it is empty or cannot be read."""
        said = row.said
        if name not in said:
            said[name] = None
            column = self.fields[name]
            if text := row[column.column_name]:
                try:
                    said[name] = column.widget.clean(text, row)
                except ValueError as reason:
                    row.unread[name] = str(reason)
        return said[name]

    def once(self, key: object) -> int | None:
        """The number of the row that had this key before; None where this row is the first."""
        earlier = self.seen.setdefault(key, self.number)
        return earlier if earlier != self.number else None

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
