"""The audit of locked packages: by OSV where it answers, else by the snapshot, and it always says which."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools import audit

pytestmark = pytest.mark.only_on("sqlite")
WEAK = {"package": "django", "id": "CVE-0000-1", "introduced": "5.2", "fixed": "5.2.9"}
TOLD = {
    "id": "CVE-0000-2",
    "affected": [
        {
            "package": {"name": "Django", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "GIT", "events": [{"introduced": "abc"}]},
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "4.2"}, {"introduced": "5.0"}]},
            ],
        }
    ],
}


@pytest.fixture
def osv():
    """Answers as OSV does: django 5.2.1 has a weakness, nothing else has."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/query":
                told = {"vulns": [TOLD]} if asked["package"]["name"] == "django" else {}
            else:
                weak = [
                    query["package"]["name"] == "django" and query["version"] == "5.2.1" for query in asked["queries"]
                ]
                told = {"results": [{"vulns": [{"id": "CVE-0000-2"}]} if one else {} for one in weak]}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("version", "fixed", "affected"),
    [
        ("5.2.8", "5.2.9", True),
        ("5.2.9", "5.2.9", False),
        ("5.2.10", "5.2.9", False),
        ("5.1", "5.2.9", False),
        ("9.0", None, True),
        ("no version", "5.2.9", True),
    ],
)
def test_a_version_is_held_to_the_range(version, fixed, affected):
    assert audit.is_affected(version, WEAK | {"fixed": fixed}) == affected


def test_it_reads_every_pin_of_the_lock():
    packages = audit.pinned(*audit.LOCKS)
    assert len(packages) > 80
    assert {"django", "pillow", "python-docx", "pytest"} <= set(packages)


def test_osv_is_asked_for_exactly_what_is_locked(osv):
    assert audit.from_osv({"django": "5.2.1", "pillow": "13.0.0"}, osv) == ["django 5.2.1: CVE-0000-2"]
    assert audit.from_osv({"django": "5.2.19"}, osv) == []
    fresh = audit.refresh({"django": "5.2.1", "pillow": "13.0.0"}, osv)
    assert [(one["introduced"], one["fixed"]) for one in fresh] == [("0", "4.2"), ("5.0", None)]
    assert audit.from_snapshot({"django": "5.2.1"}, fresh) == ["django 5.2.1: CVE-0000-2, fixed in no version yet"]


def test_without_internet_the_snapshot_answers_and_says_how_old_it_is(monkeypatch, capsys):
    monkeypatch.setattr(audit, "OSV", "http://127.0.0.1:1")
    monkeypatch.setattr(audit, "from_osv", lambda packages: audit.ask("/querybatch", {}, "http://127.0.0.1:1"))
    assert audit.main([]) == 0
    said = capsys.readouterr().out
    assert "OSV is not asked" in said
    as_of = date.fromisoformat(json.loads(audit.SNAPSHOT.read_text())["as_of"])
    audit.offline({}, as_of)
    assert "WARNING" not in capsys.readouterr().out
    audit.offline({}, date(as_of.year + 1, as_of.month, as_of.day))
    assert "WARNING: that is 36" in capsys.readouterr().out


def test_a_weak_lock_fails(monkeypatch, tmp_path, capsys):
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2.1 \\\n    --hash=sha256:00\npillow==13.0.0\n")
    monkeypatch.setattr(audit, "LOCKS", [lock])
    assert audit.main(["--offline"]) == 1
    assert "django 5.2.1: CVE-2025-64459, fixed in 5.2.8" in capsys.readouterr().out
