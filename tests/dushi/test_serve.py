"""One command serves everything, heals what stands still, and leaves no process behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dushi import serve
from dushi.programs import Program
from tests.workers import wait_for

pytestmark = pytest.mark.only_on("sqlite")


def environment(folder: Path) -> dict[str, str]:
    """What a first start would find: nothing of this run but the folder of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "PRODUCTION")}
    return {**kept, "VAR_DIR": str(folder), "DEMO": "0", "DJANGO_SETTINGS_MODULE": "dushi.settings"}


class Served:
    """`python -m dushi.serve` in an empty folder, on a free port, in a process group of its own like a terminal's."""

    def __init__(
        self,
        folder: Path,
        command: list[str] | None = None,
        ctrl_c: signal.Handlers = signal.SIG_DFL,  # even where this run is deaf to it, as nohup makes it
        **env: str,
    ) -> None:
        self.folder, self.port = folder, serve.free_port("127.0.0.1")
        self.out = folder.with_suffix(".out")
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                command or [sys.executable, "-m", "dushi.serve"],
                cwd=serve.BASE_DIR,
                env={**environment(folder), "PORT": str(self.port), **env},
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, ctrl_c),
            )

    def said(self) -> str:
        return self.out.read_text()

    def ready(self) -> None:
        wait_for(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.said()

    def processes(self) -> dict[str, int]:
        """Living processes that were started with this folder: name of the program → pid of its master."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environ, command = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes().decode()
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
            except OSError:
                continue
            if f"VAR_DIR={self.folder}\0".encode() in environ or str(self.folder / "redis") in command:
                name = next((one for one in ("gunicorn", "worker", "beat") if one in command), command.split("\0")[0])
                if int(parent) == self.process.pid or name not in found:
                    found[name] = int(entry.name)
        return found

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(40)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a first start: making the tables is most of it."""
    folder = tmp_path_factory.mktemp("prepared") / "var"
    first = Served(folder)
    first.ready()
    first.stop(signal.SIGINT)
    assert first.process.returncode == 0
    assert first.processes() == {}
    return folder


@pytest.fixture
def served(prepared: Path, tmp_path: Path) -> Iterator[Served]:
    """Started for the second time or later."""
    one = Served(shutil.copytree(prepared, tmp_path / "var"))
    yield one
    one.stop(signal.SIGKILL)


def test_everything_is_served_and_ctrl_c_leaves_no_process(served: Served) -> None:
    begun = time.monotonic()
    served.ready()
    assert time.monotonic() - begun < 20
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/healthz") as answer:
        told = json.load(answer)
    assert told["database"] == {"ok": True}
    assert told["broker"] == {"ok": True}
    assert f":{served.port}/" in served.said()
    running = served.processes()
    assert {"gunicorn", "worker", "beat"} <= set(running)
    served.stop(signal.SIGINT)
    assert served.process.returncode == 0
    assert served.processes() == {}


def test_a_killed_worker_is_started_again_and_a_killed_supervisor_takes_all_with_it(served: Served) -> None:
    served.ready()
    first = served.processes()["worker"]
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: served.processes().get("worker", first) != first, 20)
    served.process.kill()
    served.process.wait()
    wait_for(lambda: not served.processes(), 40)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopping_make_stops_what_it_runs(how: signal.Signals, prepared: Path, tmp_path: Path) -> None:
    one = by_make(prepared, tmp_path)
    one.ready()
    one.stop(how)
    wait_for(lambda: not one.processes(), 40)


def test_make_under_nohup_stops_what_it_runs_only_when_it_dies(prepared: Path, tmp_path: Path) -> None:
    one = by_make(prepared, tmp_path, signal.SIG_IGN)
    one.ready()
    one.process.send_signal(signal.SIGINT)
    assert one.process.poll() is None
    one.stop(signal.SIGKILL)
    wait_for(lambda: not one.processes(), 40)


def by_make(prepared: Path, folder: Path, ctrl_c: signal.Handlers = signal.SIG_DFL) -> Served:
    """The same, started the second time by a make as in the Makefile."""
    (folder / "Makefile").write_text(f"run:\n\t@exec {sys.executable} -m dushi.serve\n")
    return Served(shutil.copytree(prepared, folder / "var"), ["make", "-f", str(folder / "Makefile")], ctrl_c)


def test_a_second_start_from_the_same_folder_is_refused(served: Served) -> None:
    served.ready()
    second = Served(served.folder)
    assert second.process.wait(30) == 1
    assert "已在运行" in second.said()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        one = Served(tmp_path / "var", PORT=port)
        assert one.process.wait(30) == 1
    assert port in one.said()
    assert "占用" in one.said()


def test_a_database_that_cannot_be_prepared_is_told_and_nothing_stays(tmp_path: Path) -> None:
    one = Served(tmp_path / "var", DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none")
    assert one.process.wait(60) == 1
    assert "准备数据库时出错" in one.said()
    assert one.processes() == {}


class Counted(Program):
    """A program that only counts how often it is restarted."""

    restarts = 0
    years = 0.0

    @property
    def age(self) -> float:
        return self.years

    def restart(self) -> None:
        self.restarts += 1


def health_of(age: int | None, *, ok: bool = True) -> dict[str, object]:
    return {"database": {"ok": ok}, "last_tick": None if age is None else {"age_seconds": age}}


@pytest.mark.parametrize(
    ("told", "program_age", "restarts"),
    [
        (health_of(179), 1000, 0),
        (health_of(181), 1000, 1),
        (health_of(181), 100, 0),
        (health_of(None), 1000, 1),
        (health_of(None), 10, 0),
        (health_of(9999, ok=False), 1000, 0),
        (None, 1000, 0),
    ],
)
def test_worker_and_beat_are_restarted_only_when_the_tick_stands_still(
    told: dict[str, object] | None, program_age: float, restarts: int
) -> None:
    programs = [Counted(name, [], {}) for name in ("web", "worker", "beat")]
    for one in programs:
        one.years = program_age
    serve.Supervisor(programs, "").heal(told)
    assert [one.restarts for one in programs] == [0, restarts, restarts]


def test_an_unknown_program_is_refused() -> None:
    assert serve.main(["web", "database"]) == 2
