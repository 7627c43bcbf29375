"""A database on its way from an earlier part to now, in a process of its own:

python -m tests.chaos.migrating fill PART    migrate to the state at the end of that part, and fill it
python -m tests.chaos.migrating go [K]       migrate to now; with K, die at the K-th statement. Says how many there were
python -m tests.chaos.migrating told         tables with their columns and a digest of their rows, as JSON
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

#: Part → application → its last migration when that part was finished.
PARTS: dict[int, dict[str, str]] = {
    1: {
        "town": "0002_leave_the_channel_to_alerts",
        "records": "0002_event_append_only",
        "regulation": "0001_first_tables",
        "alerts": "0001_first_tables",
        "obligations": "0001_first_tables",
        "matters": "0001_first_tables",
        "meetings": "0001_first_tables",
    }
}
PARTS[2] = PARTS[1] | {
    "records": "0004_name_inspection_papers",
    "matters": "0002_name_verifiers",
    "meetings": "0004_keep_the_sheet",
    "inspections": "0001_first_tables",
}
PARTS[3] = PARTS[2] | {
    "records": "0005_hash_chains",
    "matters": "0003_look_up_what_is_owed_and_rebounded",
    "obligations": "0002_look_up_what_was_missed",
    "inspections": "0002_look_up_what_the_commission_is_to_know",
    "accountability": "0002_order_papers_of_one_moment",
}
PARTS[4] = PARTS[3] | {
    "town": "0006_keep_filters",
    "records": "0010_keep_codes_of_closed_papers",
    "alerts": "0006_require_random_keys",
    "obligations": "0003_count_what_is_done_more_than_once",
    "matters": "0004_put_off_one_part",
    "meetings": "0007_drop_copies_of_reports",
    "accountability": "0004_keep_the_paper_that_takes_back",
    "offline": "0003_copies_are_settled",
    "bulletin": "0001_weekly_bulletins",
    "district": "0001_keep_the_districts_table",
    "sheets": "0001_jobs_of_long_exports",
}
#: What the tables of Django's own keep of the migrating itself.
OWN = ("django_migrations", "django_content_type", "auth_permission")
#: Drawn by chance for rows that had none; and numbers, which a statement that was taken back uses up.
DRAWN = {"alerts_alert": ("key",), "obligations_look": ("id",), "alerts_look": ("id",)}
ROWS = 200


def fill(part: int) -> None:
    """The cast of the tests, people, and alerts of theirs, through the models as they were then."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    own = set(PARTS[part].items())
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] in ("auth", "sessions", "axes", "admin")]
    state = executor.migrate([*sorted(own), *others])
    apps = state.apps

    from tests import cast

    for name in ("AreaMembership", "Person", "Post", "Seat", "Town", "Unit", "User"):
        setattr(cast, name, apps.get_model("town", name))
    town = cast.Cast()
    person, alert = apps.get_model("town", "Person"), apps.get_model("alerts", "Alert")
    people = person.objects.bulk_create(person(town=town.town, name=f"示例·{n}") for n in range(ROWS))
    alert.objects.bulk_create(row_of(alert, number, one, town.town) for number, one in enumerate(people))


def row_of(model: Any, number: int, person: Any, town: Any) -> Any:
    """A row with something in each column that must be filled."""
    from dushi import chance, clock

    given: dict[str, object] = {"person": person, "town": town, "object_type": "town.person", "object_id": person.pk}
    kinds: dict[str, Callable[[], object]] = {
        "DateTimeField": lambda: clock.at(clock.date(2026, 9, 17), 9),
        "UUIDField": chance.uuid4,
        "CharField": lambda: f"{number}",
        "PositiveSmallIntegerField": lambda: 1,
    }
    for field in model._meta.concrete_fields:
        needed = not (field.has_default() or field.null or field.blank or field.primary_key)
        if needed and field.name not in given and field.get_internal_type() in kinds:
            given[field.name] = kinds[field.get_internal_type()]()
    names = {field.name for field in model._meta.concrete_fields}
    return model(**{name: value for name, value in given.items() if name in names})


def go(die_at: int) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations import Migration

    Migration.atomic = "atomic" not in os.environ.get("CHAOS_OFF", "")
    count = 0

    def counted(execute: Callable[..., object], *about: object) -> object:
        nonlocal count
        count += 1
        if count == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*about)

    with connection.execute_wrapper(counted):
        call_command("migrate", verbosity=0)
    print(count)


def told() -> None:
    from django.db import connection

    tables = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(OWN)):
            described = connection.introspection.get_table_description(cursor, table)
            columns = [one.name for one in described if one.name not in DRAWN.get(table, ())]
            names = ", ".join(f'"{column}"' for column in sorted(columns))
            cursor.execute(f'SELECT {names} FROM "{table}"')
            rows = sorted(map(repr, cursor.fetchall()))
            tables[table] = [sorted(columns), len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
    print(json.dumps(tables))


if __name__ == "__main__":
    django.setup()
    act, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    {"fill": lambda: fill(number), "go": lambda: go(number), "told": told}[act]()
