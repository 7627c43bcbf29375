"""PostgreSQL: each table by COPY, all in one moment (REPEATABLE READ); restored into a schema of its own that the
product's migrations make, which then takes the name of the living one in a single transaction.

No pg_dump: the image of the product holds none, its version would have to follow the server's, and what it writes
could not be held to a digest of the very same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from dushi import chance
from dushi.backups.archive import BLOCK, Reader
from dushi.backups.errors import BackupRefused
from dushi.backups.snapshot import Snapshot, Tables, facts

#: COPY writes the same bytes for the same rows, whatever the server's or the role's own settings are.
PLAIN = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_encoding = 'UTF8'"  # noqa: E501

Raw = psycopg.Connection[Any]


def is_there() -> bool:
    return True


def take(folder: Path) -> Snapshot:
    """Every table packed into `folder`."""
    told: Raw = connection.get_new_connection(connection.get_connection_params())
    with closing(told) as raw:
        raw.autocommit = True
        raw.execute(PLAIN)
        raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        parts: dict[str, Path] = {}
        tables: Tables = {}
        for name in _tables(raw):
            parts[_part(name)] = path = folder / f"{name}.copy.gz"
            path.touch(mode=0o600)
            with path.open("wb") as out, gzip.GzipFile("", "wb", 3, out, mtime=0) as gz:
                tables[name] = _measured(raw, name, gz)
        sequences = _sequences(raw)
        rest = facts(lambda asked: raw.execute(asked.encode()).fetchall(), tables)
    return Snapshot(engine="postgresql", tables=tables, sequences=sequences, parts=parts, **rest)


def _part(table: str) -> str:
    return f"database/{table}.copy.gz"


def _tables(raw: Raw) -> list[str]:
    asked = """SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
               AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname COLLATE "C" """
    return [name for (name,) in raw.execute(asked).fetchall()]


def _columns(raw: Raw, table: str) -> list[str]:
    asked = """SELECT attname FROM pg_attribute WHERE attrelid = quote_ident(%s)::regclass AND attnum > 0
               AND NOT attisdropped AND attgenerated = '' ORDER BY attname COLLATE "C" """
    return [name for (name,) in raw.execute(asked, [table]).fetchall()]


def _order(raw: Raw, table: str) -> sql.Composable:
    """The primary key, texts by their bytes: the order of a language differs between machines."""
    asked = """SELECT a.attname, t.typcollation <> 0 FROM pg_index i
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
               JOIN pg_type t ON t.oid = a.atttypid
               WHERE i.indrelid = quote_ident(%s)::regclass AND i.indisprimary ORDER BY a.attnum"""
    keys = raw.execute(asked, [table]).fetchall()
    if not keys:
        return sql.SQL('t::text COLLATE "C"')
    parts = [sql.Identifier(name) + sql.SQL(' COLLATE "C"' if is_text else "") for name, is_text in keys]
    return sql.SQL(", ").join(parts)


def _measured(raw: Raw, table: str, out: Any = None) -> dict[str, Any]:
    """Rows and digest of one table as COPY tells it; the same bytes go to `out`."""
    columns = _columns(raw, table)
    copy = sql.SQL("COPY (SELECT {} FROM {} t ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), _order(raw, table)
    )
    rows, sha256 = 0, hashlib.sha256()
    with raw.cursor() as cursor, cursor.copy(copy) as lines:
        for block in lines:
            sha256.update(block)
            rows += bytes(block).count(b"\n")
            if out is not None:
                out.write(block)
    return {"rows": rows, "sha256": sha256.hexdigest(), "columns": columns}


def _sequences(raw: Raw) -> dict[str, list[Any]]:
    """Sequence → [last value, whether it was given out]. Read after the rows: never behind them."""
    asked = "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename"
    found: dict[str, list[Any]] = {}
    for (name,) in raw.execute(asked).fetchall():
        row = raw.execute(sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))).fetchone()
        found[name] = list(row or ())
    return found


class Staged:
    """The restored database in a schema of its own, until `switch`."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.schema = f"restore_{chance.salt(6)}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            self.living = cursor.fetchone()[0]
            try:
                cursor.execute(f'CREATE SCHEMA "{self.schema}"')
            except DatabaseError as failure:
                raise BackupRefused("数据库账号没有建立模式（CREATE SCHEMA）的权限，无法恢复。") from failure
        try:
            with self.pointed():
                self._make(reader)
                self._fill(reader)
        except BaseException:
            self.discard()
            raise

    def _make(self, reader: Reader) -> None:
        executor = MigrationExecutor(connection)
        graph = executor.loader.graph
        executor.migrate([key for app, name in reader.manifest["migrations"] if (key := (app, name)) in graph.nodes])

    def _fill(self, reader: Reader) -> None:
        tables: Tables = reader.manifest["tables"]
        raw = self._raw()
        if sorted(tables) != sorted(_tables(raw)):
            raise BackupRefused("备份里的表与本版程序的不符，无法恢复。")
        with raw.transaction():
            for name in tables:
                raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
            raw.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
            for name, told in tables.items():
                _load(raw, name, told["columns"], reader)
            raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in tables:
                raw.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))
            for name, (last, is_called) in reader.manifest["sequences"].items():
                raw.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, last, is_called])

    def _raw(self) -> Raw:
        connection.ensure_connection()
        raw: Raw = connection.connection
        raw.execute(PLAIN)
        return raw

    def measured(self) -> tuple[Tables, dict[str, list[Any]]]:
        with self.pointed():
            raw = self._raw()
            return {name: _measured(raw, name) for name in _tables(raw)}, _sequences(raw)

    @contextmanager
    def pointed(self) -> Iterator[None]:
        """Inside the block the product speaks to the restored schema, also after a lost connection."""
        options = connection.settings_dict.setdefault("OPTIONS", {})
        before = options.get("options")
        connection.close()
        options["options"] = f"-c search_path={self.schema}"
        try:
            yield
        finally:
            connection.close()
            del options["options"]
            if before is not None:
                options["options"] = before

    def switch(self, mark: str) -> str:
        """The schema takes the living one's name in one transaction. Returns the name under which that one stays."""
        before = f"before_{mark.replace('-', '_')}"
        with connection.cursor() as cursor:
            raw: Raw = connection.connection
            is_empty = not _tables(raw)
            with raw.transaction():
                cursor.execute(f'ALTER SCHEMA "{self.living}" RENAME TO "{before}"')
                cursor.execute(f'ALTER SCHEMA "{self.schema}" RENAME TO "{self.living}"')
        if is_empty:
            with suppress(DatabaseError), connection.cursor() as cursor:  # what others keep there stays
                cursor.execute(f'DROP SCHEMA "{before}"')
        connection.close()
        return "" if is_empty else before

    def discard(self) -> None:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')


def _load(raw: Raw, table: str, columns: list[str], reader: Reader) -> None:
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with reader.open(_part(table)) as packed, gzip.open(packed) as gz, raw.cursor() as to, to.copy(copy) as lines:
        while block := gz.read(BLOCK):
            lines.write(block)


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Raises BackupRefused where anybody else is connected: web and worker must stand still."""
    asked = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    with connection.cursor() as cursor:
        cursor.execute(asked)
        if cursor.fetchone()[0]:
            raise BackupRefused("还有程序连着数据库：请先停止网页、后台作业和定时服务，再恢复。")
    yield
