"""A post office for one test: an SMTP server in a thread that keeps what it is given, and may fall silent."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage


class PostOffice:
    """Accepts every letter; after `patience` of them it answers no more until `go_on` is set."""

    def __init__(self, patience: int = 1000) -> None:
        self.letters: list[EmailMessage] = []
        self.patience, self.go_on, self.stuck = patience, threading.Event(), threading.Event()
        office = self

        class Counter(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                while line := self.rfile.readline():
                    self.answer(line.strip().upper())

            def answer(self, line: bytes) -> None:
                if line == b"DATA":
                    self.wfile.write(b"354 go ahead\r\n")
                    letter = b""
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        letter += line
                    office.take(letter)
                self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A customer who died in the middle is no news."""

        self.server = Server(("127.0.0.1", 0), Counter)
        self.port = self.server.server_address[1]

    def take(self, letter: bytes) -> None:
        if len(self.letters) >= self.patience and not self.go_on.is_set():
            self.stuck.set()
            self.go_on.wait(60)
            return
        self.letters.append(email.message_from_bytes(letter, policy=email.policy.default))  # type: ignore[arg-type]

    def __enter__(self) -> PostOffice:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *why: object) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()
