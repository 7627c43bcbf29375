"""No tracked file holds a secret, and the scan would see one."""

import pytest

from tools import secret_scan

pytestmark = pytest.mark.only_on("sqlite")
#: Put together here, so that this file itself holds none.
LONG = "q7Rk2mXv" + "9TzLw4Yp8Nc3Hd6Jf1"
PLANTED = [
    ("private key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
    ("private key", "-----BEGIN " + "PRIVATE KEY-----"),
    ("cloud key", "key is AKIA" + "IOSFODNN7EXAMPLE"),
    ("access token", "ghp_" + LONG + "0123456789ab"[: 36 - len(LONG)]),
    ("signed token", "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0.dGhpcyBpcyBzaWduZWQ"),
    ("password in an address", "redis://:" + LONG + "@10.0.0.3:6379/0"),
    ("named secret", f"SECRET_KEY={LONG}"),
    ("named secret", f'"api_key": "{LONG}"'),
    ("named secret", f"METRICS_TOKEN: '{LONG}'"),
]


@pytest.mark.parametrize(("kind", "line"), PLANTED)
def test_a_planted_secret_is_found(kind, line):
    assert (2, kind) in list(secret_scan.findings(f"# first\n{line}\n"))
    assert list(secret_scan.findings(f"{line}  # not a secret")) == []


@pytest.mark.parametrize(
    "line",
    [
        "SECRET_KEY=",
        "SECRET_KEY: ${SECRET_KEY:?}",
        'SECRET_KEY = env.str("SECRET_KEY", default="")',
        "password = make_password(one_time_password)",
        "postgres://dushi:x@127.0.0.1:5432/dushi",
        "postgres://dushi:${POSTGRES_PASSWORD:?}@postgres:5432/dushi",
        "token_that_is_only_a_long_name = another_long_name_without_chance",
    ],
)
def test_words_are_no_secrets(line):
    assert list(secret_scan.findings(line)) == []


def test_no_tracked_file_holds_one(capsys):
    assert secret_scan.main() == 0, capsys.readouterr().out
    assert len(secret_scan.tracked()) > 500


def test_it_never_prints_what_it_found(monkeypatch, tmp_path, capsys):
    path = tmp_path / "settings.py"
    path.write_text(f"SECRET_KEY={LONG}\n")
    monkeypatch.setattr(secret_scan, "tracked", lambda: [path])
    monkeypatch.setattr(secret_scan, "ROOT", tmp_path)
    assert secret_scan.main() == 1
    said = capsys.readouterr().out
    assert said == "settings.py:1: named secret\n"
