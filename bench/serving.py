"""Real servers as production runs them, for the product and the floor; logins for both; a client that costs little."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bench.world import BASE_DIR, World
from dushi import chance, clock
from dushi.idle import RENEWED
from dushi.serve import free_port

if TYPE_CHECKING:
    from dushi.town.models import User

OURS, BARE = "dushi.wsgi", "bench.bare.wsgi"
BACKENDS = {OURS: "dushi.town.login_backend.PostsBackend", BARE: "django.contrib.auth.backends.ModelBackend"}
#: A secret of 32 characters: cookie and field may bear it as it is.
CSRF = "a" * 32
READY_SECONDS = 60


class NotServed(Exception):
    """The server did not come up, or did not answer as it must; the message holds what it said."""


@contextmanager
def served(world: World, database: str, application: str) -> Iterator[int]:
    """The port at which gunicorn serves the application on that database, with the workers of production."""
    port = free_port("127.0.0.1")
    env = world.environment(database) | {"PORT": str(port), "HOST": "127.0.0.1"}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "gunicorn", "--config", str(BASE_DIR / "dushi" / "gunicorn.py"), application]
    with (world.var / f"{application}-{port}.log").open("w+") as log:
        process = subprocess.Popen(command, cwd=BASE_DIR, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(port, process)
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotServed(f"nothing answers at {port}")


def sessions(users: Iterable[User], application: str) -> list[str]:
    """A session of each user that the application takes for its own. Stored in the database this process stands on."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session

    store, rows = SessionStore(), []
    for user in users:
        hashed = (
            user.get_session_auth_hash if application == OURS else AbstractBaseUser.get_session_auth_hash.__get__(user)
        )
        told = {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKENDS[application], HASH_SESSION_KEY: hashed()}
        told[RENEWED] = clock.now().isoformat()
        key = chance.token(16)
        rows.append(Session(session_key=key, session_data=store.encode(told), expire_date=store.get_expiry_date()))
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def getting(path: str, session: str) -> bytes:
    """A request for a page."""
    cookie = f"Cookie: dushi_session={session}"
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\nConnection: close\r\n\r\n".encode()


def posting(path: str, session: str, said: Mapping[str, str]) -> bytes:
    """A form that is sent."""
    body = urlencode({**said, "csrfmiddlewaretoken": CSRF})
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: dushi_session={session}; dushi_csrf={CSRF}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return f"{head}{body}".encode()


def asked(port: int, request: bytes) -> tuple[int, int]:
    """Status and bytes of the answer's body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    return int(head[9:12]), len(body)
