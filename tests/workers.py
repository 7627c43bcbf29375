"""A real Celery worker (or beat) in a process of its own, on the database of the test that runs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection
from kombu import pools

from dushi import clock
from dushi.celery import app
from dushi.serve import BASE_DIR, command_of


def wait_for(question: Callable[[], object], seconds: float = 20) -> None:
    """Return once `question` is answered by something true. Raises AssertionError where it never is."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, f"nothing came within {seconds} s"
        time.sleep(0.05)


@contextlib.contextmanager
def connected(url: str) -> Iterator[None]:
    """Publish to an emptied broker at `url`, with the options of the product, for the length of the block."""
    from dushi.settings import redis_options

    before = app.conf.broker_url, app.conf.broker_transport_options
    redis.Redis.from_url(url).flushdb()
    app.conf.update(broker_url=url, broker_transport_options=redis_options())
    forget_connections()
    try:
        yield
    finally:
        app.conf.update(broker_url=before[0], broker_transport_options=before[1])
        forget_connections()


def forget_connections() -> None:
    """Close what the publisher holds open, so that it connects anew as configured now."""
    pools.reset()
    app.amqp._producer_pool = app._pool = None


def database_url() -> str:
    """DATABASE_URL of the database of the test that runs."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def environment(broker: str, folder: Path) -> dict[str, str]:
    """What a process of the product needs to work on the data of the test that runs."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dushi.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        "RECEIPT_KEYS": ",".join(settings.RECEIPT_KEYS),
        "PRODUCTION": "0",
        "LOG_LEVEL": "INFO",
        "VAR_DIR": str(folder),
    }


class Worker:
    """A worker that stands at the clock of the test: it reads the moment from a file that `follow_clock` writes."""

    def __init__(self, broker: str, folder: Path, name: str = "worker") -> None:
        self.name, self.folder = name, folder
        self.moment = folder / "moment"
        self.log = folder / f"{name}.log"
        self.env = {
            **environment(broker, folder),
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "DUSHI_CLOCK": str(self.moment),
            "WORKERS": "1",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def follow_clock(self) -> None:
        """Set the worker's clock to this moment of the test's."""
        fresh = self.moment.with_suffix(".new")
        fresh.write_text(clock.now().isoformat())
        fresh.replace(self.moment)

    def start(self) -> None:
        """Start it and return once it is ready for work."""
        self.follow_clock()
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                command_of(self.name, self.env),
                cwd=BASE_DIR,
                env=self.env,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        sign = "ready" if self.name == "worker" else "beat: Starting"
        wait_for(lambda: sign in self.log.read_text() or self.process.poll() is not None, 30)
        assert self.process.poll() is None, self.log.read_text()

    def kill(self) -> None:
        """A power cut: the whole tree dies at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; kill what has not ended after ten seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
