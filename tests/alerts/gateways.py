"""A web server for one test that stands for 企业微信, 钉钉, 飞书 and the SMS gateway, on a real socket."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl


class Gateway:
    """Keeps (path, body) of what it is sent. `answers`: path → what it says, with HTTP 200; `hangs`: paths that are
    never answered; `broken`: paths that get HTTP 500."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict]] = []
        self.answers: dict[str, dict] = {}
        self.hangs: set[str] = set()
        self.broken: set[str] = set()
        self.over = threading.Event()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                path = self.path.split("?")[0].rstrip("/")
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                body = json.loads(sent) if sent.startswith("{") else dict(parse_qsl(sent))
                if path in gateway.hangs:
                    gateway.over.wait(30)
                    return
                gateway.got.append((path, body))
                said = json.dumps(gateway.answers.get(path, {"errcode": 0})).encode()
                self.send_response(500 if path in gateway.broken else 200)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *what: object) -> None:
                """Nothing to say."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self) -> Gateway:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *why: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
