"""The audit of locked packages: by OSV where it answers, else by the snapshot, and it always says which."""

import json
import threading
from datetime import date, timedelta
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


@pytest.fixture
def lock(monkeypatch, tmp_path):
    """A lock of two packages, one of them weak, and no snapshot."""
    path = tmp_path / "requirements.lock"
    path.write_text("django==5.2.1 \\\n    --hash=sha256:00\npillow==13.0.0\n")
    monkeypatch.setattr(audit, "LOCKS", [path])
    monkeypatch.setattr(audit, "SNAPSHOT", tmp_path / "advisories.json")
    return path


def test_with_internet_a_weak_lock_fails_and_a_mended_one_passes(monkeypatch, lock, osv, capsys):
    monkeypatch.setattr(audit, "OSV", osv)
    assert audit.main([]) == 1
    assert capsys.readouterr().out == "django 5.2.1: CVE-0000-2\n"
    lock.write_text("django==5.2.19\n")
    assert audit.main([]) == 0
    assert capsys.readouterr().out == "no known weakness in 1 locked packages\n"


@pytest.mark.parametrize("words", [[], ["--offline"]])
def test_without_internet_and_snapshot_it_passes_but_never_says_that_all_is_well(monkeypatch, lock, capsys, words):
    monkeypatch.setattr(audit, "OSV", "http://127.0.0.1:1")
    assert audit.main(words) == 0
    said = capsys.readouterr().out
    assert said.startswith("WARNING: nothing was asked")
    assert "no known weakness" not in said


def test_a_refreshed_snapshot_answers_without_internet_and_says_how_old_it_is(monkeypatch, lock, osv, capsys):
    monkeypatch.setattr(audit, "OSV", osv)
    assert audit.main(["--refresh"]) == 1
    monkeypatch.setattr(audit, "OSV", "http://127.0.0.1:1")
    kept = audit.SNAPSHOT.read_text()
    with pytest.raises(OSError):
        audit.main(["--refresh"])
    assert audit.SNAPSHOT.read_text() == kept
    capsys.readouterr()
    assert audit.main([]) == 1
    said = capsys.readouterr().out
    assert "django 5.2.1: CVE-0000-2, fixed in no version yet" in said
    assert "WARNING" not in said
    audit.offline({}, date.fromisoformat(json.loads(kept)["as_of"]) + timedelta(days=audit.DAYS + 1))
    assert "WARNING: that is 91 days old" in capsys.readouterr().out
