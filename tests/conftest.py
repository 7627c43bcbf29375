"""What every test may use: a standing clock, the marker of clauses, empty append-only tables, a worker and a broker."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from dushi import clock
from dushi.records import triggers
from dushi.regulation import rulebook
from tests import remembered, servers, template
from tests.cast import cast  # noqa: F401 - a fixture for everybody
from tests.workers import Worker, connected

#: What takes or waits longest begins first, so that no worker stands idle at the end; the slowest lists tell.
FIRST = (
    "test_drill.py",
    "test_access.py",
    "test_access_strangers.py",
    "test_query_counts.py",
    "test_covert_world.py",
    "test_serve.py",
    "test_celery.py",
    "test_compose.py",
    "test_bundle.py",
    "test_town_at_work.py",
    "test_answering.py",
    "test_month.py",
    "test_week.py",
    "test_every_page.py",
    "test_window.py",
    "test_office_day.py",
)
#: Thursday 10:00 in Shanghai, in an ordinary ISO week of an ordinary month.
MOMENT = clock.at(clock.date(2026, 9, 17), 10)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Where the run has a migrated database, it is copied instead of migrated anew."""
    if os.environ.get(template.MADE):
        connection.creation.create_test_db = template.copied


@contextlib.contextmanager
def lifted_triggers() -> Iterator[None]:
    """The database refuses to empty append-only tables; for the flush between tests the triggers are taken off."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) & set(triggers.TABLES)
        for statement in (sql for table in tables for sql in triggers.drop_sql(connection.vendor, table)):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in (sql for table in tables for sql in triggers.create_sql(connection.vendor, table)):
            cursor.execute(statement)


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_triggers() -> Iterator[None]:
    """And on PostgreSQL rows are deleted: to TRUNCATE each table makes the files of all tables and indexes anew."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        if not isinstance(case, TransactionTestCase) or _rolls_back(case):
            empty(case)
            return
        with lifted_triggers():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", _deleting)
        yield


def _deleting(operations: object, style: object, tables: list[str], **options: object) -> list[str]:
    """What Django's sql_flush says, with a statement for each table that holds a row. Foreign keys are deferred."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]


@pytest.fixture(autouse=True, scope="session")
def _a_rule_book_is_parsed_once() -> Iterator[None]:
    """Hundreds of tests put the same file into force; those of the parser itself are not meant and call it directly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rulebook, "parse", lru_cache(maxsize=2)(rulebook.parse))
        yield


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays for the run: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _rolls_back(case: TransactionTestCase) -> bool:
    """True for a test that ran inside one transaction, which needs no emptying."""
    return hasattr(case, "_rollback_atomics")


@pytest.fixture(autouse=True)
def _known_states_are_put_back() -> Iterator[None]:
    with remembered.watched():
        yield


@pytest.fixture
def at() -> Iterator[object]:
    """The clock stands at MOMENT; `at.travel(...)` and `at.advance(...)` move it."""
    with clock.frozen(MOMENT):
        yield clock


@pytest.fixture(scope="session")
def broker_server() -> Iterator[str]:
    """redis:// URL of a real broker: the one of the run, else a throw-away one."""
    if settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    with servers.broker() as server:
        yield server.url


@pytest.fixture
def broker(broker_server: str) -> Iterator[str]:
    """redis:// URL of an empty broker, to which this process publishes for the length of the test."""
    with connected(broker_server):
        yield broker_server


@pytest.fixture
def worker(transactional_db: None, broker: str, at: object, tmp_path: Path) -> Iterator[Worker]:
    """A real Celery worker on the database and broker of this test; `worker.kill()` is a power cut."""
    one = Worker(broker, tmp_path)
    one.start()
    yield one
    one.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (not skip) what a marker keeps to the other engine; each such test runs in its own round."""
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))
    other = "postgresql" if settings.EMBEDDED else "sqlite"
    left_out = [item for item in items if (mark := item.get_closest_marker("only_on")) and mark.args == (other,)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
