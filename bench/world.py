"""What is measured on: a real PostgreSQL with two databases, one town that worked for twelve weeks, and that town
among a nation; a broker. Both are this run's own and gone afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg

from bench import nation
from tests import servers

BASE_DIR = Path(__file__).resolve().parent.parent
#: What a PostgreSQL of production is given on a machine of some gigabytes; nothing is switched off.
TUNED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "1GB"}
TUNED |= {"max_wal_size": "8GB", "work_mem": "32MB", "maintenance_work_mem": "512MB", "jit": "off"}


@dataclass(frozen=True)
class World:
    """town, nation: URLs of the databases; broker: URL of the Redis; var: folder of files; source: of the lists."""

    town: str
    nation: str
    broker: str
    var: Path
    source: str
    versions: str

    def environment(self, database: str) -> dict[str, str]:
        """The environment of a process of the product on that database."""
        own = {"DATABASE_URL": database, "REDIS_URL": self.broker, "VAR_DIR": str(self.var)}
        return {**os.environ, **own, "PRODUCTION": "0", "DEMO": "1", "LOG_LEVEL": "ERROR"}

    @contextmanager
    def on(self, database: str) -> Iterator[None]:
        """Inside the block this process's own Django stands on that database."""
        from django.db import connections

        before = connections.settings["default"]
        connections["default"].close()
        connections.settings["default"] = before | environ.Env.db_url_config(database)
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            connections.settings["default"] = before
            del connections["default"]


@contextmanager
def made(share: float) -> Iterator[World]:
    """The world with `share` of the nation (1: all of it)."""
    with servers.postgres(**TUNED) as database, servers.broker() as broker, servers.scratch("dushi-bench-") as folder:
        urls = {name: f"{database.url.rsplit('/', 1)[0]}/{name}" for name in ("town", "nation")}
        lists = nation.lists(share)
        world = World(**urls, broker=broker.url, var=folder, source=lists.source, versions=database.version)
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE town")
            subprocess.run(
                [sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, env=world.environment(urls["town"]), check=True
            )
            connection.execute("CREATE DATABASE nation TEMPLATE town")
        _load(world, lists)
        yield world


def _load(world: World, lists: nation.Lists) -> None:
    """Django is set up on the nation; its towns begin their work on Monday of this week."""
    os.environ.update(world.environment(world.nation) | {"DJANGO_SETTINGS_MODULE": "dushi.settings"})
    import django

    django.setup()
    from dushi import clock, words

    nation.load(lists, words.monday(clock.today()))
