"""What production refuses to start with, and what it always has."""

import os
import subprocess
import sys

import pytest

from dushi.wire import client_ip

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

GOOD = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k3-J8wq0pXr5ZtYv2Lm9NbHc7Gd4Fs6Aa1Ee_Uu-Oo0Ii5Tt8Rr2Ww",  # not a secret
    "FIELD_KEYS": "Zq7-rT2vXc9LmB4nKw8Yp1Hs6Dg3Fj5Ae0_UoIi-EtRyQzWxVb",  # not a secret
    "RECEIPT_KEYS": "Wm4-uH8sKe1RzT6yPq3Vb9Jc5Xg7Nf2Da0_LoIi-CtBySzGxMk",  # not a secret
    "DATABASE_URL": "postgres://dushi:x@127.0.0.1:5432/dushi",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "dushi.example",
}


def manage(*arguments: str, **env: str | None) -> subprocess.CompletedProcess[str]:
    """manage.py with production's environment, changed as given (None takes a variable away)."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = {name: value for name, value in {**kept, **GOOD, **env}.items() if value is not None}
    told["VAR_DIR"] = os.environ["VAR_DIR"]
    return subprocess.run([sys.executable, "manage.py", *arguments], env=told, capture_output=True, text=True)


def test_production_passes_every_deployment_check() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY must be set"),
        ({"FIELD_KEYS": None}, "FIELD_KEYS must be set"),
        ({"FIELD_KEYS": f"{GOOD['FIELD_KEYS']},short"}, "40 characters"),
        ({"RECEIPT_KEYS": None}, "RECEIPT_KEYS must be set"),
        ({"DEMO": "1"}, "DEMO must be off"),
        ({"DEBUG": "1"}, "DEBUG must be off"),
        ({"DUSHI_CLOCK": "2026-09-17T10:00:00+08:00"}, "DUSHI_CLOCK must not be set"),
    ],
)
def test_production_refuses_a_dangerous_setting(wrong: dict[str, str | None], said: str) -> None:
    done = manage("check", **wrong)
    assert done.returncode != 0
    assert said in done.stderr


def test_another_database_than_the_embedded_one_is_production_unless_switched_off() -> None:
    show = (
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings as s;"
        "print(s.PRODUCTION, s.DEMO, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_NAME)",
    )
    assert manage(*show, PRODUCTION=None).stdout.split() == ["True", "False", "True", "__Host-dushi_session"]
    assert manage(*show, PRODUCTION="0", SECRET_KEY=None).stdout.split() == ["False", "False", "False", "dushi_session"]


def test_the_embedded_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path) -> None:
    from dushi.settings import kept_secret

    first = kept_secret(tmp_path / "var" / "secret_key")
    assert len(first) >= 50
    assert kept_secret(tmp_path / "var" / "secret_key") == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_behind_the_proxy_only_the_address_it_wrote_is_believed(rf, settings) -> None:
    request = rf.get("/", REMOTE_ADDR="172.18.0.1", headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})
    settings.BEHIND_PROXY = True
    assert client_ip(request) == "10.1.2.3"
    settings.BEHIND_PROXY = False
    assert client_ip(request) == "172.18.0.1"
