"""核对: does everything that must hold hold, in every row of every room? Small checks, each of one invariant.

A room names its checks in RECONCILE_CHECKS (dushi/gathered.py). Nothing is mended here, and nothing is said of what a
row contains: a violation names rows by kind and key, and keys of confidential rows are random references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import (
    CharField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, Lag, Replace
from django.utils.module_loading import import_string

from dushi.records.models import Event, JobRun

#: References shown of one violation.
SHOWN = 5


@dataclass(frozen=True)
class Check:
    """One invariant. says: what must hold, in Chinese. broken: () → rows that break it, or references to such."""

    says: str
    broken: Callable[[], QuerySet[Any, Any] | Iterable[str]]


@dataclass(frozen=True)
class Violation:
    """How often an invariant is broken, and by what."""

    says: str
    count: int
    references: tuple[str, ...]


def all_checks() -> Iterator[Check]:
    """The checks of every room, in order."""
    for path in settings.RECONCILE_CHECKS:
        yield from import_string(path)


def violations() -> Iterator[Violation]:
    """Every invariant that is broken; on PostgreSQL all as of one moment."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield from filter(None, map(look, all_checks()))
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from filter(None, map(look, all_checks()))


def look(check: Check) -> Violation | None:
    """What one check finds; None where it holds."""
    broken = check.broken()
    if isinstance(broken, QuerySet):
        count = broken.order_by().count()
        shown = tuple(reference(row) for row in broken.order_by("pk")[:SHOWN]) if count else ()
    else:
        named = iter(broken)
        shown = tuple(islice(named, SHOWN))
        count = len(shown) + sum(1 for _ in named)
    return Violation(check.says, count, shown) if count else None


def reference(row: models.Model) -> str:
    """How a row is named: its kind and its key, never what it says."""
    return f"{row._meta.verbose_name} {row.pk}"


# What checks are made of -----------------------------------------------------------------------------------------


class Dashed(models.Func):
    """SQLite keeps a UUID as 32 digits; histories write it with dashes."""

    output_field = CharField()
    template = " || '-' || ".join(
        f"substr(%(expressions)s, {start}, {length})" for start, length in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    )


def is_undashed(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, UUIDField) and connection.vendor == "sqlite"


def text_of_key(model: type[models.Model], name: str = "pk") -> Any:
    """The key of the outer row, a row of `model`, as histories and links write it."""
    return Dashed(OuterRef(name)) if is_undashed(model) else Cast(OuterRef(name), CharField())


def key_of_text(model: type[models.Model], name: str) -> Any:
    """The text in column `name` of the outer row as a key of `model`."""
    if is_undashed(model):
        return Replace(OuterRef(name), Value("-"), Value(""))
    return Cast(OuterRef(name), type(model._meta.pk)())


def pointing_nowhere(rows: QuerySet[Any], type_field: str = "object_type", id_field: str = "object_id") -> list[str]:
    """References of rows whose named object is not there. One statement per kind of object."""
    found: list[str] = []
    for label in rows.order_by().values_list(type_field, flat=True).distinct():
        of_type = rows.filter(**{type_field: label})
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            found += map(reference, of_type)
            continue
        there = model._base_manager.filter(pk=key_of_text(model, id_field))
        found += map(reference, of_type.filter(~Exists(there)))
    return found


def overlapping(rows: QuerySet[Any], *same: str) -> QuerySet[Any]:
    """Rows with valid_from and valid_to that begin while another with the same values of `same` holds."""
    others = rows.order_by().filter(**{name: OuterRef(name) for name in same})
    holding = others.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("valid_from")), valid_from__lte=OuterRef("valid_from")
    )
    before = Q(valid_from__lt=OuterRef("valid_from")) | Q(pk__lt=OuterRef("pk"))
    return rows.filter(Exists(holding.filter(before)))


def settled_at() -> datetime | None:
    """When the last whole tick began; None before the first. What happened since, the next one has yet to look at."""
    run = JobRun.objects.filter(name="tick").first()
    return run.started_at if run and run.ok_at and run.started_at and run.started_at <= run.ok_at else None


def _steps(model: Any) -> QuerySet[Event]:
    """Lines of 履历 that name a state of the model as that which was reached."""
    return Event.objects.filter(object_type=model._meta.label_lower, data__to__in=list(model.TRANSITIONS))


def unlawful_steps(model: Any) -> Iterator[str]:
    """References of rows of `model` with a step in their 履历 that does not begin where the one before ended, or is not
    in TRANSITIONS. Each step is an Event whose data say "to", and "from" where it is not the first."""
    allowed = [f"{before}>{after}" for before, tos in model.TRANSITIONS.items() for after in tos]
    said = {name: Cast(KT(f"data__{name}"), TextField()) for name in ("from", "to")}
    steps = _steps(model).annotate(
        before=said["from"],
        last=models.Window(Lag(said["to"]), partition_by=[F("object_id")], order_by=["pk"]),
        step=Concat(said["from"], Value(">"), said["to"], output_field=TextField()),
    )
    torn = Q(last__isnull=False, before__isnull=False) & ~Q(last=F("before"))
    unknown = Q(before__isnull=False) & ~Q(step__in=allowed)
    twice_begun = Q(last__isnull=False, before__isnull=True)
    for key in steps.filter(torn | unknown | twice_begun).order_by("pk").values_list("object_id", flat=True):
        yield f"{model._meta.verbose_name} {key}"


def not_as_told(model: Any) -> QuerySet[Any]:
    """Rows of `model` whose state is not the one that the last step of their 履历 led to."""
    steps = _steps(model)
    last = steps.filter(object_id=text_of_key(model)).order_by("-pk").annotate(to=KT("data__to")).values("to")[:1]
    return model._base_manager.annotate(told=Subquery(last)).filter(told__isnull=False).exclude(status=F("told"))


def with_gaps(rows: QuerySet[Any], number: str, *of: str) -> Iterator[str]:
    """Series (values of `of`) whose numbers are not 1, 2, 3 … each once."""
    series = (
        rows.order_by()
        .values(*of)
        .annotate(first=Min(number), last=Max(number), n=models.Count("pk"), kinds=models.Count(number, distinct=True))
    )
    for row in series.exclude(first=1, last=F("n"), kinds=F("n")):
        yield f"{rows.model._meta.verbose_name} {' '.join(str(row[name]) for name in of)}"
