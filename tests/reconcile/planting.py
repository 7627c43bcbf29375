"""How something is planted: name of the check's function → what somebody might do to the rows behind everybody's
back. The plants stand beside this file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from dushi import chance, clock
from dushi.obligations.models import Obligation
from dushi.records.models import Event
from dushi.town.models import Town

PLANTS: dict[str, Callable[[], object]] = {}
DAY = timedelta(days=1)
NOWHERE = "999999"


def plant(act: Callable[[], object]) -> Callable[[], object]:
    """Registered under the name of the check it is to be found by."""
    PLANTS[act.__name__] = act
    return act


def alter(rows: Any, **values: object) -> Any:
    """Change the first of the rows, of which there must be one; returns its key."""
    pk = rows.order_by("pk").values_list("pk", flat=True).first()
    assert pk is not None, f"nothing to plant on: {rows.model.__name__}"
    assert rows.model._base_manager.filter(pk=pk).update(**values) == 1
    return pk


def remove(rows: Any) -> None:
    pk = rows.order_by("pk").values_list("pk", flat=True).first()
    assert pk is not None, f"nothing to plant on: {rows.model.__name__}"
    table, key = rows.model._meta.db_table, rows.model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key.column}" = %s', [key.get_db_prep_value(pk, connection)])


def again(row: Any, **values: object) -> Any:
    """A second row like this one."""
    row.pk, row._state.adding = (chance.uuid4() if row._meta.pk.get_internal_type() == "UUIDField" else None), True
    for name, value in values.items():
        setattr(row, name, value)
    return type(row)._base_manager.bulk_create([row])[0]


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def another_town() -> Town:
    return Town.objects.create(code="371702999", name="邻镇", live_from=clock.today())


def without(table: str, constraint: str) -> None:
    """Take a check away; on SQLite all of them, for the length of the test."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    else:
        sql("PRAGMA ignore_check_constraints = ON")


def step_of(model: Any, to: str = "") -> None:
    """Somebody writes a step into the history that no table knows."""
    row = model._base_manager.all()[0]
    label, state = model._meta.label_lower, to or row.status
    Event.objects.create(
        at=clock.now(), verb="", object_type=label, object_id=str(row.pk), data={"from": "DISMISSED", "to": state}
    )


DONE = Obligation.objects.filter(fulfilled_at__isnull=False)
