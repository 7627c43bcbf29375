"""The line between a phone and the server, which can be cut, can hang, and can lose the answer to what arrived."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Line:
    """http://localhost:… that leads to `url`. What its state means:

    "through"; "cut": nobody is there; "hangs": taken and never answered; "loses": the server gets and does what is
    posted to a path that begins with `lost`, and the answer never comes back (`answers_lost` counts them).
    """

    def __init__(self, url: str) -> None:
        server = urlsplit(url)
        self.server = (server.hostname or "localhost", server.port or 80)
        self.state, self.lost, self.answers_lost = "through", "/", 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.door.getsockname()[1]}"
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def set(self, state: str) -> None:
        """Where nobody answers any more, whatever is under way is cut too."""
        self.state = state
        for one in list(self.open) if state in ("cut", "hangs") else ():
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.set("cut")
        self.door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _ = self.door.accept()
                threading.Thread(target=self._connect, args=(phone,), daemon=True).start()

    def _connect(self, phone: socket.socket) -> None:
        if self.state == "cut":
            phone.close()
            return
        self.open.add(phone)
        try:
            self._answer(phone)
        except OSError:
            pass
        finally:
            self.open.discard(phone)
            phone.close()

    def _answer(self, phone: socket.socket) -> None:
        """One request per connection: the server is told to close, so that each is judged by the state it meets."""
        asked = request(phone)
        if not asked or self.state == "cut":
            return
        if self.state == "hangs":
            while phone.recv(1024):
                pass
            return
        with socket.create_connection(self.server, timeout=30) as server:
            server.sendall(asked)
            loses = self.state == "loses" and asked.startswith(f"POST {self.lost}".encode())
            while part := server.recv(65536):
                if not loses:
                    phone.sendall(part)
        self.answers_lost += loses


def request(phone: socket.socket) -> bytes:
    """Head and body of one request, with `Connection: close`; b"" where nothing came."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = phone.recv(65536)
        if not part:
            return b""
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    sizes = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
    while sizes and len(body) < sizes[0]:
        part = phone.recv(65536)
        if not part:
            return b""
        body += part
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
