"""The compose file, without a container engine: what each service starts is started here by the same command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from dushi import probe, serve
from dushi.records.models import JobRun
from tests import servers
from tests.workers import database_url, wait_for

FILE = serve.BASE_DIR / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")


def test_the_services_are_web_worker_one_beat_postgresql_and_redis() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "redis"}
    assert not any("deploy" in service or "scale" in service for service in SERVICES.values())


def test_no_secret_has_a_default() -> None:
    secrets = dict(re.findall(r"\$\{(\w+)(:?[?\-]?)", FILE.read_text()))
    assert set(secrets) == {
        "SECRET_KEY",
        "FIELD_KEYS",
        "RECEIPT_KEYS",
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
    }
    assert set(secrets.values()) == {":?"}
    assert set(secrets) <= asked_for()


def test_whatever_else_is_filled_in_reaches_the_product_and_is_read_there() -> None:
    assert all(SERVICES[name]["env_file"] == ".env" for name in OURS)
    assert not {name for name in SERVICES["web"]["environment"] if name.startswith(("EMAIL", "SMS", "ROBOT"))}
    read = (serve.BASE_DIR / "dushi/settings.py").read_text() + FILE.read_text()
    told = (serve.BASE_DIR / "docs/deployment.md").read_text()
    for name in asked_for():
        assert name.startswith("ROBOT_") or re.search(rf'[("{{]{name}\b', read), name
        assert name.endswith("_PASSWORD") or f"`{name}`" in told or name.startswith("ROBOT_"), name


def asked_for() -> set[str]:
    """What the example asks to fill in."""
    return set(re.findall(r"^(\w+)=$", (serve.BASE_DIR / ".env.example").read_text(), re.MULTILINE))


def test_every_lasting_service_has_a_health_check_and_what_must_last_a_volume() -> None:
    for name, service in SERVICES.items():
        assert name == "prepare" or "healthcheck" in service, name
    kept = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert kept == set(COMPOSE["volumes"]) == {"postgres", "redis", "data"}


def test_only_the_front_proxy_of_this_machine_reaches_the_web() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_the_image_copies_everything_that_is_served() -> None:
    copied = set(re.findall(r"^COPY (\S+) ", (serve.BASE_DIR / "Dockerfile").read_text(), re.MULTILINE))
    rooms = {"manage.py", "requirements.lock", "templates", "static", "docs/burden.md"}
    assert copied == rooms | {path.parent.name for path in serve.BASE_DIR.glob("*/apps.py")} | {"dushi"}


def test_redis_keeps_a_log_and_evicts_nothing(tmp_path: Path) -> None:
    said = [part.replace("${REDIS_PASSWORD:?}", "long") for part in SERVICES["redis"]["command"]]
    binary = servers.valkey.server_binary()
    assert binary
    port = serve.free_port("127.0.0.1")
    command = [binary, *said[1:], "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    with servers.running(command, tmp_path / "log") as process:
        url = f"redis://:long@127.0.0.1:{port}/0"
        servers.until_ready(lambda: servers.broker_version(url), process, tmp_path / "log")
        with redis.Redis.from_url(url, decode_responses=True) as client:
            told = client.config_get("appendonly", "appendfsync", "maxmemory-policy")
    assert told == {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}


@pytest.fixture
def environment(transactional_db: None, broker: str, tmp_path: Path) -> dict[str, str]:
    """The environment of the compose file, with this machine's addresses in place of the containers'."""
    port = serve.free_port("127.0.0.1")
    here = {
        "ALLOWED_HOSTS": "dushi.example",
        "SECRET_KEY": "k3-J8wq0pXr5ZtYv2Lm9NbHc7Gd4Fs6Aa1Ee_Uu-Oo0Ii5Tt8Rr2Ww",  # not a secret
        "FIELD_KEYS": "Zq7-rT2vXc9LmB4nKw8Yp1Hs6Dg3Fj5Ae0_UoIi-EtRyQzWxVb",  # not a secret
        "RECEIPT_KEYS": "Wm4-uH8sKe1RzT6yPq3Vb9Jc5Xg7Nf2Da0_LoIi-CtBySzGxMk",  # not a secret
        "PUBLIC_URL": "https://dushi.example",
    }
    told = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: here.get(found[1], found[1]), value)
        for name, value in SERVICES["web"]["environment"].items()
    }
    told |= {"DATABASE_URL": database_url(), "REDIS_URL": broker, "VAR_DIR": str(tmp_path), "HOST": "127.0.0.1"}
    told |= {"PORT": str(port), "HEALTH_URL": f"http://127.0.0.1:{port}/healthz", "WEB_WORKERS": "1", "WORKERS": "1"}
    return {"PATH": os.environ["PATH"], **told}


def command(name: str) -> list[str]:
    """What the service starts, by this Python."""
    said: list[str] = SERVICES[name]["command"]
    assert said[0] == "python"
    return [sys.executable, *said[1:]]


@pytest.fixture
def started(environment: dict[str, str], tmp_path: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """prepare run to its end, then web, worker and beat, each as the compose file says."""
    subprocess.run(command("prepare"), cwd=serve.BASE_DIR, env=environment, check=True)
    running = {}
    try:
        for name in ("web", "worker", "beat"):
            with (tmp_path / f"{name}.log").open("wb") as out:
                options = {"stdout": out, "stderr": out, "start_new_session": True}
                running[name] = subprocess.Popen(command(name), cwd=serve.BASE_DIR, env=environment, **options)
        yield running
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(30)


@pytest.mark.only_on("postgresql")
def test_what_the_services_start_serves_and_ticks(
    started: dict[str, subprocess.Popen[bytes]], environment: dict[str, str]
) -> None:
    url = environment["HEALTH_URL"]
    wait_for(lambda: probe.is_well(url, with_tick=False), 30)
    assert not probe.is_well(url, with_tick=True)
    wait_for(lambda: JobRun.objects.filter(name="tick", ok_at__isnull=False).exists(), 90)
    assert probe.is_well(url, with_tick=True)
    check = [sys.executable, *SERVICES["worker"]["healthcheck"]["test"][2:4], url, "--tick"]
    assert subprocess.run(check, cwd=serve.BASE_DIR, env=environment).returncode == 0
    assert all(process.poll() is None for process in started.values())
