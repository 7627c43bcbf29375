"""A browser that is handed what the product answers in this very process: nothing of it stays."""

from __future__ import annotations

import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.http import HttpResponse
from playwright.sync_api import Page

#: A browser without service workers: none could be fetched where one page is shown (test_offline_*.py have theirs).
WITHOUT_WORKERS = "delete Navigator.prototype.serviceWorker"


class Shown(BaseHTTPRequestHandler):
    """Hands out the page that is shown, and static files for good; whatever else the page fetches is empty."""

    protocol_version = "HTTP/1.1"
    server: Window

    def do_GET(self) -> None:
        asked = urlsplit(self.path).path
        if asked.startswith("/static/"):
            found = str(find(asked.removeprefix("/static/")))
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            self.hand_out(200, {"Content-Type": kind, "Cache-Control": "max-age=86400"}, Path(found).read_bytes())
        elif asked == self.server.path:
            self.hand_out(*self.server.answer)
        else:
            self.hand_out(204, {}, b"")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.hand_out(204, {}, b"")

    do_HEAD = do_PUT = do_PATCH = do_DELETE = do_POST

    def hand_out(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | ({"Content-Length": str(len(body))} if status != 204 else {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Nobody reads it."""


class Window(ThreadingHTTPServer):
    """Shows one page at a time, at a free port of this process."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Shown)
        self.path, self.answer = "", (204, dict[str, str](), b"")
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def show(self, page: Page, path: str, answer: HttpResponse) -> None:
        """Open the path in the browser, which gets the answer."""
        self.path, self.answer = urlsplit(path).path, (answer.status_code, dict(answer.items()), answer.content)
        page.goto(f"http://127.0.0.1:{self.server_port}{path}")


def sideways(page: Page) -> int:
    """How many pixels the page can be pushed sideways."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over
