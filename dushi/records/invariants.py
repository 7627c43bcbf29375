"""What must hold of what is kept: constraints and triggers, chains, numbers, papers, attachments and their files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import F, OuterRef, QuerySet, Subquery

from dushi import clock
from dushi.records import triggers
from dushi.records.chains.report import report
from dushi.records.models import Attachment, Paper, PaperCounter
from dushi.records.numbers import SERIES_OF_CODE, SHARED
from dushi.records.orphans import orphans
from dushi.records.reconciling import Check, pointing_nowhere, reference

#: What the database knows by name.
CATALOGUE = {
    "postgresql": "SELECT conname, '' FROM pg_constraint UNION ALL SELECT indexname, '' FROM pg_indexes "
    "UNION ALL SELECT tgname, '' FROM pg_trigger WHERE tgenabled <> 'D'",
    "sqlite": "SELECT name, coalesce(sql, '') FROM sqlite_master",
}


def catalogue() -> set[str]:
    """Names of all constraints, indexes and triggers that stand in the database."""
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE[connection.vendor])
        rows = cursor.fetchall()
    return {name for name, _ in rows} | {name for _, sql in rows for name in re.findall(r'CONSTRAINT "(\w+)"', sql)}


def missing_constraints() -> Iterator[str]:
    """Constraints and indexes of the models that the database does not know."""
    known = catalogue()
    for model in apps.get_models():
        if model._meta.managed:
            names = [one.name for one in (*model._meta.constraints, *model._meta.indexes)]
            yield from (name for name in names if name not in known)


def missing_triggers() -> Iterator[str]:
    """Append-only tables that the database would let anybody change."""
    known = catalogue()
    wanted = (f"{table}_no_{act}" for table in triggers.TABLES for act in ("update", "delete"))
    yield from (name for name in wanted if name not in known)


def of_another_town() -> Iterator[str]:
    """Rows that name something of another town than their own. One statement for all kinds of rows."""
    ties = [
        field
        for model in apps.get_models()
        if _town_of(model)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and _town_of(field.related_model)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_torn(number, field) for number, field in enumerate(ties)))
        rows = cursor.fetchall()
    for number, key in sorted(rows):
        meta = ties[number].model._meta
        yield f"{meta.verbose_name} {meta.pk.to_python(key)}"


def _torn(number: int, field: Any) -> str:
    """SELECT number, key of the rows whose `field` leads into another town."""
    quote, own, other = connection.ops.quote_name, field.model._meta, field.related_model._meta
    met = f"other.{quote(field.target_field.column)} = one.{quote(field.column)}"
    return (
        f"SELECT {number}, CAST(one.{quote(own.pk.column)} AS TEXT) FROM {quote(own.db_table)} AS one"  # noqa: S608 - names of ours
        f" JOIN {quote(other.db_table)} AS other ON {met}"
        f" WHERE one.{quote(own.get_field('town').column)} <> other.{quote(other.get_field('town').column)}"
    )


def _town_of(model: Any) -> Any:
    """The model's own foreign key to its town, or None."""
    field = next((one for one in model._meta.concrete_fields if one.name == "town"), None)
    return field if isinstance(field, models.ForeignKey) else None


def broken_chains() -> Iterator[str]:
    """Where each chain that does not verify is broken."""
    return (line.text for line in report() if not line.is_sound)


def attachments_without_object() -> list[str]:
    return pointing_nowhere(Attachment.objects.all())


def attachments_without_file() -> Iterator[str]:
    """Kept with an object, but the file is gone or has another size."""
    for photo in Attachment.objects.order_by("pk").only("file", "size").iterator(chunk_size=2000):
        path = Path(photo.file.path)
        if not path.is_file() or path.stat().st_size != photo.size:
            yield reference(photo)


def files_without_attachment() -> Iterator[str]:
    """Files that no row speaks of, a day after they were written."""
    return (f"文件 {path.name}" for path in orphans(clock.now()))


def papers_without_object() -> list[str]:
    return pointing_nowhere(Paper.objects.all())


def papers_beyond_counter() -> QuerySet[Paper]:
    """Their number was never given."""
    shared = models.Case(
        *(models.When(kind=one, then=models.Value(of)) for one, of in SHARED.items()), default=F("kind")
    )
    coded = models.functions.Concat(models.Value(SERIES_OF_CODE), F("code"))
    series = models.Case(models.When(code="", then=shared), default=coded, output_field=models.CharField())
    counter = PaperCounter.objects.filter(town=OuterRef("town"), kind=OuterRef("series"), year=OuterRef("year"))
    numbered = Paper.objects.filter(number__isnull=False).annotate(series=series)
    given = numbered.annotate(given=Subquery(counter.values("last")[:1]))
    return given.filter(models.Q(given__isnull=True) | models.Q(number__gt=F("given")))


CHECKS = (
    Check("数据库须有全部约束和索引", missing_constraints),
    Check("只增不改的表须由数据库拒绝改动", missing_triggers),
    Check("一镇的记录不得牵到外镇", of_another_town),
    Check("各链须完好，每条须入链", broken_chains),
    Check("附件须挂在存在的对象上", attachments_without_object),
    Check("附件的文件须在，大小须符", attachments_without_file),
    Check("每个附件文件须有登记", files_without_attachment),
    Check("文书须属于存在的对象", papers_without_object),
    Check("文号不得超出已编的号", papers_beyond_counter),
)
