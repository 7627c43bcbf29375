"""Programs that the supervisor starts, keeps running and stops, each in a process group of its own."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

#: A log longer than this many bytes is set aside when its program starts.
LOG_LIMIT = 10_000_000
#: Seconds a program may take to end before it is killed.
PATIENCE = 12.0
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this process when the supervisor is killed outright (Linux; elsewhere nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Program:
    """One program: its name, its command, its environment, and the folder of its log (None: the console)."""

    name: str
    command: list[str]
    env: dict[str, str]
    logs: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    asked: bool = False
    _wait_until: float = field(default=0.0, repr=False)

    def start(self) -> None:
        self.started, self.asked = time.monotonic(), False
        with self._log() as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _log(self) -> contextlib.AbstractContextManager[IO[bytes] | None]:
        if self.logs is None:
            return contextlib.nullcontext(None)
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self.logs / f"{self.name}.log"
        if path.exists() and path.stat().st_size > LOG_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        return path.open("ab")

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def age(self) -> float:
        """Seconds since the last start."""
        return time.monotonic() - self.started

    def keep(self) -> bool:
        """Start again what ended by itself, a little later each time (1 to 30 s). True where it was started."""
        if self.runs:
            if self.age > 60:
                self.failures = 0
            return False
        if not self._wait_until:
            self.failures += 1
            self._wait_until = time.monotonic() + min(2 ** (self.failures - 1), 30)
        if time.monotonic() < self._wait_until:
            return False
        self._wait_until = 0.0
        self._signal(signal.SIGKILL)  # what a dead master left behind
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Asked once: a second asking would cut a worker's task short."""
        if not self.asked:
            self.asked = True
            self._signal(signal.SIGTERM)

    def stop(self) -> None:
        """End the whole group: asked first, killed after PATIENCE seconds."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self._signal(signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
