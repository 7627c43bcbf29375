"""manage.py reconcile: finds nothing in a town whose every row came by the real acts, and each thing planted in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from dushi.records.reconciling import Check, all_checks, look
from tests.conftest import lifted_triggers
from tests.reconcile import above, ground, ledger  # noqa: F401 - for their plants
from tests.reconcile.planting import PLANTS
from tests.reconcile.town import a_worked_town

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A fortnight of dispatch and inspection and a whole course of accountability; never committed."""
    folder = tmp_path_factory.mktemp("files")
    places = {name: folder / name.lower() for name in ("MEDIA_ROOT", "UPLOAD_DIR", "EXPORT_DIR")}
    with override_settings(DEMO=True, **places), django_db_blocker.unblock(), transaction.atomic():
        with a_worked_town():
            yield
        transaction.set_rollback(True)


def named(check: Check) -> str:
    """The key of PLANTS that belongs to a check: rooms may use the same name."""
    name, room = check.broken.__name__, check.broken.__module__.rsplit(".", 2)[-2]
    return name if name in PLANTS and f"{room}_{name}" not in PLANTS else f"{room}_{name}"


CHECKS = {named(check): check for check in all_checks()}


def test_every_check_has_something_planted_for_it() -> None:
    assert set(CHECKS) == set(PLANTS)


def test_a_town_at_work_has_nothing_to_find(town: None) -> None:
    out = StringIO()
    call_command("reconcile", strict=True, stdout=out)
    assert out.getvalue() == "0\n"


@contextmanager
def planted(name: str) -> Iterator[None]:
    """Inside, the rows are as somebody left them whom neither triggers nor constraints stopped."""
    with transaction.atomic():
        if name != "missing_triggers":
            lifted_triggers().__enter__()
        PLANTS[name]()
        yield
        transaction.set_rollback(True)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("name", CHECKS)
def test_what_is_planted_is_found(town: None, name: str) -> None:
    assert look(CHECKS[name]) is None
    with planted(name):
        found = look(CHECKS[name])
    assert found is not None
    assert found.count >= 1
    assert all(found.references)


def test_violations_are_counted_in_chinese_and_end_strict_runs_with_1(town: None) -> None:
    out = StringIO()
    with planted("problems_without_matter"):
        call_command("reconcile", stdout=out)
        with pytest.raises(SystemExit) as ended:
            call_command("reconcile", strict=True, stdout=out)
    assert ended.value.code == 1
    lines = out.getvalue().splitlines()
    assert any(re.fullmatch(r"新发现问题须入台账：1 处（新发现问题 \d+）", line) for line in lines)
    assert int(lines[-1]) >= len(lines[: lines.index(lines[-1])]) >= 1
