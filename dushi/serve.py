"""The supervisor behind `make run`: prepares the database and serves web, worker, beat and broker together.

`python -m dushi.serve` serves everything; with names (`worker`, `beat`, `web`) it serves those alone, against a
database and broker that run elsewhere, and looks at the page HEALTH_URL to know when the tick stands still.
It needs no Django itself: what it tells and judges it reads from /healthz.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO, Any

from dushi import valkey
from dushi.programs import Program

BASE_DIR = Path(__file__).resolve().parent.parent
#: A tick older than this many seconds means that worker or beat stands still (they reconnect, yet do nothing).
STALE_SECONDS = 180
LOOK_EVERY = 15.0
ALL = ("web", "worker", "beat")


class CannotStart(Exception):
    """What stands in the way, in one sentence for the person at the keyboard."""


def command_of(name: str, env: dict[str, str]) -> list[str]:
    """The command of one program. docker-compose.yml starts the same."""
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "dushi"]
    quiet = ["--loglevel", "INFO"]
    commands = {
        "web": [python, "-m", "gunicorn", "--config", str(BASE_DIR / "dushi" / "gunicorn.py"), "dushi.wsgi"],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            env.get("WORKERS", "2"),
            "--without-gossip",
            "--without-mingle",
            *quiet,
        ],
        "beat": [*celery, "beat", "--pidfile=", *quiet],
    }
    return commands[name]


def free_port(host: str) -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def chosen_port(host: str, wanted: str | None) -> int:
    """PORT where given, else 8000, else the next free one. Raises CannotStart where PORT is taken."""
    for port in [int(wanted)] if wanted else range(8000, 8020):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise CannotStart(f"端口 {wanted or '8000–8019'} 已被占用，请用 PORT=… 另选一个。Port in use, choose another.")


def environment(var: Path, host: str, port: int) -> dict[str, str]:
    """What every program is started with. A demo or trial is no production: plain HTTP, a key of its own."""
    env = {**os.environ, "VAR_DIR": str(var), "HOST": host, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    env.setdefault("PRODUCTION", "0")
    env.setdefault("DJANGO_SETTINGS_MODULE", "dushi.settings")
    env.setdefault("PUBLIC_URL", f"http://{shown(host)}:{port}")
    if host not in ("127.0.0.1", "localhost", "::1"):
        env.setdefault("ALLOWED_HOSTS", "*")
    return env


def shown(host: str) -> str:
    """The name to reach `host` by from this machine: an address that means every one of them is none to type."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - compared, not bound


def broker(var: Path, env: dict[str, str]) -> Program | None:
    """The embedded broker, where no REDIS_URL is given and a server is installed; its URL goes into `env`."""
    if env.get("REDIS_URL"):
        return None
    binary = valkey.server_binary()
    if binary is None:
        return None
    config, env["REDIS_URL"] = valkey.configure(var / "redis", free_port("127.0.0.1"))
    return Program("broker", [binary, str(config)], dict(os.environ), var / "log")


def health(url: str) -> dict[str, Any] | None:
    """What /healthz tells, or None where nobody answers."""
    request = urllib.request.Request(url, headers={"Host": "localhost"})  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            told: dict[str, Any] = json.load(answer)
    except (OSError, ValueError):
        return None
    return told


def heeds_ctrl_c(pid: int) -> bool:
    """Whether that process still has its own answer to SIGINT. make takes it away once it was told to stop."""
    try:
        told = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    caught = next((line.split()[1] for line in told.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) & 1 << (signal.SIGINT - 1))


class Supervisor:
    """Keeps the programs running until it is told to stop."""

    def __init__(self, programs: list[Program], health_url: str) -> None:
        self.programs = programs
        self.health_url = health_url
        self.parent = os.getppid() if "MAKELEVEL" in os.environ else None
        self.parent_heeds = heeds_ctrl_c(os.getppid())  # under nohup make never does; that is no reason to stop
        self.stopping = False
        self.looked = time.monotonic()

    def told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.told_to_stop)

    def start(self) -> None:
        for program in self.programs:
            program.start()

    def wait_until_served(self, seconds: float = 60) -> bool:
        """True once /healthz answers; False where it was told to stop or the time ran out."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.must_stop():
            if health(self.health_url):
                return True
            time.sleep(0.2)
        return False

    def watch(self) -> None:
        """Until told to stop: start again what ended, restart worker and beat where the tick stands still."""
        while not self.must_stop():
            for program in self.programs:
                if program.keep():
                    say(f"{program.name} 已重新启动")
            if time.monotonic() - self.looked > LOOK_EVERY:
                self.looked = time.monotonic()
                self.heal(health(self.health_url))
            time.sleep(0.5)

    def heal(self, told: dict[str, Any] | None) -> None:
        """Restart worker and beat when the last tick is too old and they have had their time. None: no news."""
        if told is None or not told["database"]["ok"]:
            return
        last = told["last_tick"]
        if last is not None and last["age_seconds"] <= STALE_SECONDS:
            return
        for program in self.programs:
            if program.name in ("worker", "beat") and program.age > STALE_SECONDS:
                say(f"定时检查停了，重新启动 {program.name}")
                program.restart()

    def must_stop(self) -> bool:
        """True once told to stop, or where make was killed outright, or was told alone and waits for us."""
        if self.parent is not None:
            is_told = self.parent_heeds and not heeds_ctrl_c(self.parent)
            self.stopping |= is_told or os.getppid() != self.parent
        return self.stopping

    def stop(self) -> None:
        """Stop everything, the broker last; no process is left."""
        for program in reversed(self.programs[1:]):
            program.ask_to_stop()
        for program in reversed(self.programs):
            program.stop()


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the console is where the supervisor speaks


def hold(var: Path) -> IO[str]:
    """Be the only supervisor of this folder. Raises CannotStart where another one runs."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "serve.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotStart("本目录的系统已在运行，请先停止（Ctrl-C）。Already running from this folder.") from None
    return lock


def prepare(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Run `manage.py prepare`, which ends early when we are told to stop. Raises CannotStart where it fails."""
    process = subprocess.Popen([sys.executable, "manage.py", "prepare"], env=env, cwd=BASE_DIR, start_new_session=True)
    while process.poll() is None and not supervisor.must_stop():
        time.sleep(0.05)
    if supervisor.stopping:
        process.terminate()
        process.wait()
    elif process.returncode:
        raise CannotStart("准备数据库时出错，原因见上。The database could not be prepared, see above.")


def tell(var: Path, env: dict[str, str], seconds: float) -> None:
    """Print the address and, where the demo was played, one login per role."""
    say(f"\n已启动（{seconds:.0f} 秒），请用浏览器打开：  {env['PUBLIC_URL']}/\n")
    logins = var / "demo_logins.txt"
    if logins.exists():
        say(logins.read_text())
    say(f"日志在 {var / 'log'}；按 Ctrl-C 停止。Logs are there; Ctrl-C stops everything.")


def run_all() -> None:
    """Everything on this machine: prepare, serve, watch, stop."""
    begun = time.monotonic()
    var = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
    host = os.environ.get("HOST") or "127.0.0.1"
    with hold(var):
        env = environment(var, host, chosen_port(host, os.environ.get("PORT")))
        first = broker(var, env)
        programs = [Program(name, command_of(name, env), env, var / "log") for name in ALL]
        supervisor = Supervisor([*filter(None, [first]), *programs], f"http://{shown(host)}:{env['PORT']}/healthz")
        supervisor.listen()
        try:
            if first:
                first.start()
            prepare(supervisor, env)
            for program in programs if not supervisor.stopping else ():
                program.start()
            if supervisor.wait_until_served():
                tell(var, env, time.monotonic() - begun)
                supervisor.watch()
            elif not supervisor.stopping:
                raise CannotStart(f"网页没有启动，原因见 {var / 'log' / 'web.log'}。The web server did not start.")
        finally:
            supervisor.stop()
    say("已停止。Stopped.")


def run_some(names: list[str]) -> None:
    """The named programs alone, as one container of a production deployment runs them; logs go to the console."""
    env = dict(os.environ)
    url = env.get("HEALTH_URL", "http://127.0.0.1:8000/healthz")
    supervisor = Supervisor([Program(name, command_of(name, env), env) for name in names], url)
    supervisor.listen()
    supervisor.start()
    try:
        supervisor.watch()
    finally:
        supervisor.stop()


def main(names: list[str]) -> int:
    """0, or 1 with a sentence that says what stood in the way."""
    if unknown := set(names) - set(ALL):
        say(f"没有这个程序：{', '.join(unknown)}（可用：{', '.join(ALL)}）")
        return 2
    try:
        run_some(names) if names else run_all()
    except CannotStart as refusal:
        say(str(refusal))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
