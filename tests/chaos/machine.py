"""The machine of a drill: PostgreSQL, broker, web, two workers and beat on loopback, kept by the production supervisor.

Everything the product runs on is real and can be killed, frozen, wiped or restarted. Its clock is a file that runs
`SPEED` times as fast as the wall's, so that a minute between two looks takes seconds; the supervisor's patience is
shortened alike.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import redis

from dushi import serve, valkey
from dushi.programs import Program
from tests import servers
from tests.servers import identity, reachable

PRODUCT = "tests.chaos.product"
#: So often the file of the clock is written, in seconds.
BEAT = 0.05
NEVER = 1e9
PATIENCE = 30.0


class Stuck(Exception):
    """Something that must happen did not, within PATIENCE seconds."""


def until(question: Callable[[], object], what: str, seconds: float = PATIENCE) -> float:
    """Wait until `question` is answered by something true; returns the seconds it took. Raises Stuck."""
    begun = time.monotonic()
    while True:
        with contextlib.suppress(psycopg.Error, redis.RedisError, OSError):
            if question():
                return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            raise Stuck(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


class Cluster:
    """A PostgreSQL of its own that can be shot and started again. What it acknowledged it has written (commits are
    synchronous); fsync is off, since it is a process that dies here, not the machine."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder, self.port = folder, serve.free_port("127.0.0.1")
        self.binaries = reachable(servers.postgres_binaries(), folder)
        self.password = servers._initdb(self.binaries, folder)
        self.settings: dict[str, object] = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 300,
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "postgres") -> str:
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as out:
            self.process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), *options],
                stdout=out,
                stderr=out,
                cwd=self.folder,
                start_new_session=True,
                **identity(),  # type: ignore[arg-type]
            )
        until(lambda: servers.postgres_version(self.url()), "PostgreSQL")

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is an immediate shutdown: nobody is asked, what was not committed is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)

    def take_over(self, url: str, name: str) -> None:
        """What another server holds at `url`, into the empty database of that name."""
        dump = subprocess.Popen([str(self.binaries / "pg_dump"), url], stdout=subprocess.PIPE)
        into = [str(self.binaries / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(name)]
        done = subprocess.run(into, stdin=dump.stdout, stdout=subprocess.DEVNULL)
        if dump.wait() or done.returncode:
            raise servers.CannotServe("the migrated database could not be copied")

    def run(self, sql: str, name: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(name), autocommit=True, connect_timeout=3) as connection:
            cursor = connection.execute(sql)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


class Broker:
    """A Valkey of its own, as the product configures it: its data survive a restart unless wiped."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.port = folder, serve.free_port("127.0.0.1")
        binary = valkey.server_binary()
        if binary is None:
            raise servers.CannotServe("Redis is missing: apt install redis-server")
        self.config, self.url = valkey.configure(folder, self.port)
        self.binary, self.process = binary, None

    process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as out:
            self.process = subprocess.Popen(
                [self.binary, str(self.config)], stdout=out, stderr=out, start_new_session=True
            )
        until(lambda: self.client().ping(), "the broker")

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=5)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()


class Moment:
    """The clock of the product: a file that runs `speed` times as fast as the wall's clock from where it is set."""

    def __init__(self, path: Path, at: datetime, speed: float) -> None:
        self.path, self.speed = path, speed
        self._lock = threading.RLock()
        self._at, self._since = at, time.monotonic()
        self.write()
        threading.Thread(target=self._run, daemon=True).start()

    def now(self) -> datetime:
        with self._lock:
            return self._at + timedelta(seconds=(time.monotonic() - self._since) * self.speed)

    def set(self, at: datetime) -> None:
        with self._lock:
            self._at, self._since = at, time.monotonic()
            self.write()

    def write(self) -> None:
        with self._lock:  # what was read before it was set must not be written after
            fresh = self.path.with_name(f"{self.path.name}.new")
            fresh.write_text(self.now().isoformat())
            fresh.replace(self.path)

    def _run(self) -> None:
        while self.path.parent.exists():
            with contextlib.suppress(OSError):
                self.write()
            time.sleep(BEAT)


class Quick(Program):
    """A program whose age counts in seconds of the product's clock."""

    speed = 1.0

    @property
    def age(self) -> float:
        return super().age * self.speed


@dataclass
class Machine:
    """Started piece by piece; `env` is what every process of the product is given."""

    folder: Path
    speed: float
    cluster: Cluster
    broker: Broker
    moment: Moment
    chance: random.Random
    #: names of protections that are taken away (tests/chaos/product.py); "supervisor" is known here
    off: frozenset[str] = frozenset()
    name: str = "dushi"
    port: int = 0
    supervisor: serve.Supervisor | None = None
    env: dict[str, str] = field(default_factory=dict)
    _watch: threading.Thread | None = None

    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.own()}

    def own(self) -> dict[str, str]:
        """What the machine says to the product's processes."""
        return {
            "DJANGO_SETTINGS_MODULE": PRODUCT,
            "DATABASE_URL": self.cluster.url(self.name),
            "REDIS_URL": self.broker.url,
            "VAR_DIR": str(self.folder),
            "DUSHI_CLOCK": str(self.moment.path),
            "PRODUCTION": "0",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            "WEB_WORKERS": "2",
            "WORKERS": "2",
            "SESSION_IDLE_MINUTES": "1000000",
            "SESSION_HOURS": "100000",
            "CHAOS_LOOK_EVERY": str(60 / self.speed),
            "CHAOS_OFF": ",".join(sorted(self.off)),
        }

    def start(self, off: frozenset[str] = frozenset()) -> None:
        """Web, two workers, beat, and the supervisor that keeps them."""
        self.off, self.port = off, serve.free_port("127.0.0.1")
        self.env = self.environment()
        Quick.speed = self.speed
        programs: list[Program] = [
            Quick(name, serve.command_of(name, self.env), self.env, self.folder / "log" / str(place))
            for place, name in enumerate(("web", "worker", "worker", "beat"))
        ]
        self.supervisor = serve.Supervisor(programs, f"http://127.0.0.1:{self.port}/healthz")
        serve.LOOK_EVERY = NEVER
        self.supervisor.start()
        try:
            until(lambda: serve.health(self.supervisor.health_url), "the web server")  # type: ignore[union-attr]
        except Stuck as stuck:
            raise Stuck(f"{stuck}\n{self.log('web')}") from None
        if "supervisor" not in off:
            self._watch = threading.Thread(target=self.supervisor.watch)
            self._watch.start()

    def watch_the_tick(self, yes: bool) -> None:
        """Whether the supervisor asks /healthz: a row that sets the clock forward makes every tick look old."""
        serve.LOOK_EVERY = 15.0 / self.speed if yes else NEVER

    def stop(self) -> None:
        if self.supervisor is None:
            return
        self.supervisor.stopping = True
        if self._watch is not None:
            self._watch.join()
        for program in self.supervisor.programs:
            if program.process is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(program.process.pid, signal.SIGCONT)
        self.supervisor.stop()
        self.supervisor, self._watch = None, None

    def log(self, name: str, most: int = 3000) -> str:
        """The end of what that program wrote."""
        return "\n".join(path.read_text(errors="replace")[-most:] for path in self.folder.glob(f"log/*/{name}.log"))

    def complaints(self, most: int = 3) -> list[str]:
        """The last errors that web or workers wrote down."""
        logs = (path for name in ("web", "worker") for path in self.folder.glob(f"log/*/{name}.log"))
        found = [line for path in logs for line in path.read_text(errors="replace").splitlines() if '"ERROR"' in line]
        return [line[:700] for line in found[-most:]]

    def programs(self, name: str) -> list[Program]:
        assert self.supervisor is not None
        return [program for program in self.supervisor.programs if program.name == name]

    def children(self, program: Program) -> list[int]:
        """Processes of its pool, by pid; none while it restarts."""
        if program.process is None:
            return []
        path = Path(f"/proc/{program.process.pid}/task/{program.process.pid}/children")
        with contextlib.suppress(OSError):
            return [int(pid) for pid in path.read_text().split()]
        return []

    def kill_child(self) -> bool:
        """kill -9 of one process of a worker's pool; False where none runs just now."""
        children = [pid for program in self.programs("worker") for pid in self.children(program)]
        if not children:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.chance.choice(children), signal.SIGKILL)
        return True

    def kill_tree(self) -> bool:
        """A power cut for one whole worker; False where it is down already."""
        program = self.chance.choice(self.programs("worker"))
        if not program.runs or program.process is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.process.pid, signal.SIGKILL)
        return True

    def manage(self, *arguments: str) -> tuple[int, str]:
        """manage.py in a process of its own, on this machine's data: (return code, what it said)."""
        command = [sys.executable, "manage.py", *arguments]
        env = self.environment() | {"CHAOS_OFF": ""}
        done = subprocess.run(command, cwd=serve.BASE_DIR, env=env, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def copy(self, name: str, of: str | None = None) -> None:
        """A database like this one, while nobody is connected to it. With a checkpoint: else a sequence of the
        copy goes back where the server is shot before the next one."""
        self.cluster.run(f'DROP DATABASE IF EXISTS "{name}"')
        self.cluster.run(f'CREATE DATABASE "{name}" TEMPLATE "{of or self.name}"')
        self.cluster.run("CHECKPOINT")


@contextlib.contextmanager
def machine(at: datetime, speed: float, seed: int) -> Iterator[Machine]:
    """Servers without the product, gone with all they kept when the block ends."""
    with servers.scratch("dushi-chaos-pg-") as base, servers.scratch("dushi-chaos-") as folder:
        cluster, broker = Cluster(base), Broker(folder / "redis")
        made = Machine(folder, speed, cluster, broker, Moment(folder / "moment", at, speed), random.Random(seed))
        try:
            cluster.start()
            broker.start()
            cluster.run(f'CREATE DATABASE "{made.name}"')
            yield made
        finally:
            made.stop()
            broker.stop()
            cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)
