"""Questions that are put together once: composing and compiling a queryset costs far more than asking the database.

    @prepared
    def owned(user: User, at: datetime) -> QuerySet[Matter]:
        return Matter.objects.owned_by(user).filter(due_at__lt=at)

    for matter in owned(user, at): …

What is kept is the statement alone, never a row; the values go into it at each asking. Two askings share a statement
where everything but ids, days, moments and texts is the same: same posts by kind, same number of units. The statement
is made with stand-ins for these values, twice with different ones, under a standing clock of its own and without a
database: what is computed from a value, from the time or from rows shows itself, and such a question is asked as it
would be without this module, each time anew. So is one whose statement is not, to the letter, the one that the
queryset itself makes when it is asked first.
"""

from __future__ import annotations

import copy
import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Count, Value

from dushi import clock
from dushi.town.models import User

Adapt = Callable[[Any], Any]
#: Statements kept per question.
MOST = 200
#: Stand-ins: numbers that fit a bigint, moments and days that no row holds.
FIRST_ID = 8_000_000_000_000_000_000
FIRST_MOMENT = clock.at(date(4801, 1, 1), 1, 1)
WORLDS = (1, 2)
#: Where each question stands → shape → its statement; None where it is asked anew each time (tests look for these).
QUESTIONS: dict[str, dict[Hashable, Any]] = {}


class Computed(Exception):
    """The statement depends on more than where its values stand."""


class Values:
    """Walks through arguments: `shape` of what makes the statement, `given` the values that go into it.

    world: 0 walks through what was given; in another every value is taken by a stand-in of that world.
    """

    def __init__(self, world: int = 0) -> None:
        self.world = world
        self.given: list[Any] = []

    def walk(self, value: Any) -> tuple[Hashable, Any]:
        """The shape of one argument, and the argument with its stand-ins."""
        if isinstance(value, User):
            return self._user(value)
        if is_dataclass(value) and not isinstance(value, type):
            return self._parts(value)
        if _is_ids(value):
            return (frozenset, len(value)), frozenset([self._stand_in(one) for one in value])
        if type(value) in (int, datetime, date, str, UUID):
            return type(value).__name__, self._stand_in(value)
        return value, value

    def _parts(self, whole: Any) -> tuple[Hashable, Any]:
        """A dataclass. Its sets of ids overlap in the stand-ins as they do in truth: what is in one but not in another
        may be asked for."""
        parts = {field.name: getattr(whole, field.name) for field in fields(whole)}
        sets = {name: value for name, value in parts.items() if _is_ids(value)}
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for one in sorted(frozenset().union(*sets.values())):
            places[tuple(name for name, value in sets.items() if one in value)].append(one)
        own = {one: self._stand_in(one) for names in sorted(places) for one in places[names]}
        overlap = tuple((names, len(places[names])) for names in sorted(places))
        walked = {name: self.walk(value) for name, value in parts.items() if name not in sets}
        stands = {name: frozenset(own[one] for one in value) for name, value in sets.items()}
        stands |= {name: stand for name, (_, stand) in walked.items()}
        shapes = (shape for shape, _ in walked.values())
        return (type(whole).__name__, overlap, *shapes), replace(whole, **stands)

    def _user(self, user: User) -> tuple[Hashable, Any]:
        shape, rights = self.walk(user.rights)
        own = User(pk=self._stand_in(user.pk), person_id=rights.person_id)
        own.rights = rights
        return (User, shape), own

    def _stand_in(self, value: Any) -> Any:
        self.given.append(value)
        if not self.world:
            return value
        number = 1000 * self.world + len(self.given)
        if type(value) is datetime:
            return self._put(FIRST_MOMENT + timedelta(days=3 * number, seconds=number))
        if type(value) is date:
            return self._put(FIRST_MOMENT.date() + timedelta(days=3 * number + 1))
        if type(value) is str:
            return self._put(f"\ue000{number}\ue000")
        return self._put(UUID(int=FIRST_ID + number) if type(value) is UUID else FIRST_ID + number)

    def _put(self, stand_in: Any) -> Any:
        self.given[-1] = stand_in
        return stand_in


def _is_ids(value: object) -> bool:
    return isinstance(value, frozenset) and all(type(one) is int for one in value)


@dataclass(frozen=True)
class Compiled:
    """One queryset as text. sql: "" where no row can fit."""

    queryset: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, queryset: Any) -> Compiled:
        compiler = queryset.query.get_compiler(using=connection.alias)
        try:
            return cls(queryset, compiler, *compiler.as_sql())
        except EmptyResultSet:
            return cls(queryset, compiler, "", ())


class Statement:
    """A question of one shape: its text, the constants in it, and which value stands where."""

    def __init__(self, compiled: Compiled, places: dict[int, tuple[int, Adapt]]) -> None:
        self.compiled = compiled
        self.places = places

    def filled(self, given: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """Statement and parameters. given: the values as they were walked through, then now and today."""
        params = list(self.compiled.params)
        for place, (which, adapt) in self.places.items():
            params[place] = adapt(given[which])
        return self.compiled.sql, tuple(params)

    def ask(self, given: Sequence[Any]) -> list[Any]:
        if not self.compiled.sql:
            return []
        queryset, filled = self.compiled.queryset, self.filled(given)
        compiler, query = copy.copy(self.compiled.compiler), copy.copy(queryset.query)
        compiler.connection = connection
        compiler.as_sql = lambda **_: filled
        query.get_compiler = lambda *_, **__: compiler
        asked = SimpleNamespace(
            db=connection.alias, model=queryset.model, query=query, _fields=queryset._fields, _known_related_objects={}
        )
        rows = list(queryset._iterable_class(asked))
        if rows and queryset._prefetch_related_lookups:
            models.prefetch_related_objects(rows, *queryset._prefetch_related_lookups)
        return rows


def count_of(rows: Any) -> Any:
    """How many they are, as a queryset of that one number; of no number where they are none. Not for distinct rows."""
    return rows.order_by().values(all=Value(1)).annotate(number=Count("pk")).values_list("number", flat=True)


def prepared(build: Callable[..., Any]) -> Callable[..., list[Any]]:
    """What `build` returns, a queryset, as a list of its rows. Its arguments stand by position."""
    kept: dict[Hashable, Statement | None] = {}

    @functools.wraps(build)
    def asked(*args: Any) -> list[Any]:
        values = Values()
        shape = (connection.vendor, *[_walked(values, one)[0] for one in args])
        now = clock.now()
        given = [*values.given, now, now.date()]
        if shape not in kept:
            if len(kept) >= MOST:
                kept.clear()
            kept[shape] = _statement(build, args, given)
        statement = kept[shape]
        return list(build(*args)) if statement is None else statement.ask(given)

    QUESTIONS[f"{build.__module__}.{build.__qualname__}"] = kept
    return asked


def _walked(values: Values, one: Any) -> tuple[Hashable, Any]:
    """A user is walked through once: rights never change."""
    if not isinstance(one, User):
        return values.walk(one)
    known = one.__dict__.get("_walked")
    if known is None or known[0] is not one.rights:
        alone = Values()
        shape, _ = alone.walk(one)
        known = one.__dict__["_walked"] = one.rights, shape, alone.given
    values.given += known[2]
    return known[1], one


def _statement(build: Callable[..., Any], args: Sequence[Any], given: Sequence[Any]) -> Statement | None:
    """The statement for arguments of that shape; None where it depends on more than where its values stand."""
    try:
        one, two = (_in_world(build, args, world) for world in WORLDS)
        statement = Statement(one[0], dict(_places(*one, *two)))
    except Computed:
        return None
    real = Compiled.of(build(*args))
    sql, params = statement.filled(given)
    same = sql == real.sql and Counter(map(repr, params)) == Counter(map(repr, real.params))
    return statement if same else None


def _in_world(build: Callable[..., Any], args: Sequence[Any], world: int) -> tuple[Compiled, list[Any]]:
    """What the question becomes with stand-ins, and these, then now and today of that world."""
    values, now = Values(world), FIRST_MOMENT - timedelta(days=5 * world, seconds=world)
    try:
        with clock.frozen(now), connection.execute_wrapper(_no_database):
            own = [values.walk(one)[1] for one in args]
            return Compiled.of(build(*own)), [*values.given, now, now.date()]
    except Exception as failure:
        raise Computed from failure


def _no_database(*args: object) -> object:
    raise Computed


def _places(
    one: Compiled, given: list[Any], two: Compiled, given_two: list[Any]
) -> Iterator[tuple[int, tuple[int, Adapt]]]:
    """Where the worlds differ, a value must stand in both, the same one."""
    if one.sql != two.sql or len(one.params) != len(two.params):
        raise Computed
    for place, (param, other) in enumerate(zip(one.params, two.params, strict=True)):
        if param != other or type(param) is not type(other):
            yield place, _which(param, other, given, given_two)


def _which(param: Any, other: Any, given: list[Any], given_two: list[Any]) -> tuple[int, Adapt]:
    for which, (mine, theirs) in enumerate(zip(given, given_two, strict=True)):
        for adapt in _adapting(mine):
            if adapt(mine) == param and adapt(theirs) == other:
                return which, adapt
    raise Computed


def _adapting(value: Any) -> list[Adapt]:
    """The forms in which a database may take such a value."""
    ops = connection.ops
    if isinstance(value, datetime):
        return [_as_it_is, ops.adapt_datetimefield_value]
    if isinstance(value, date):
        return [_as_it_is, ops.adapt_datefield_value]
    return [_as_it_is, _hex] if isinstance(value, UUID) else [_as_it_is]


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID) -> str:
    return value.hex
