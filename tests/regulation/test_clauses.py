"""manage.py clauses: what the product serves, asked without a database."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from dushi.regulation import serving

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def test_all_ninety_ids_are_printed_without_a_database():
    environment = os.environ | {
        "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/nowhere",
        "SECRET_KEY": "x",
        "FIELD_KEYS": "x" * 40,
        "RECEIPT_KEYS": "x" * 40,
    }
    command = [sys.executable, "manage.py", "clauses", "--json"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True, text=True)
    rows = json.loads(told.stdout)
    assert len(rows) == 90
    assert {frozenset(row) for row in rows} == {frozenset({"id", "kind", "text", "served"})}
    assert {row["kind"] for row in rows} == {"duty", "agenda", "method", "situation", "measure", "rule"}
    assert next(row for row in rows if row["id"] == "0.1")["served"] is True


def test_the_list_for_people_has_a_line_for_each_id(capsys):
    call_command("clauses")
    assert len(capsys.readouterr().out.splitlines()) == 90


@pytest.fixture
def written(tmp_path):
    (tmp_path / "test_one.py").write_text(
        "import pytest\n"
        "from pytest import mark\n"
        "pytestmark = pytest.mark.clause('1.0')\n"
        "@pytest.mark.clause('1.3', '1.4')\n"
        "def test_it(): ...\n"
        "@mark.clause('1.4.r')\n"
        "def test_that(): '''@pytest.mark.clause('2.1') in words only'''\n"
        "clause('2.2')\n"
    )
    return tmp_path


def test_an_id_counts_as_tested_by_a_marker_alone(written):
    assert serving.tested_codes(written) == {"1.0", "1.3", "1.4", "1.4.r"}


def test_a_page_counts_as_there_where_its_address_is_declared():
    assert serving.resolves("clause_page")
    assert not serving.resolves("no_such_page")
    assert not serving.resolves("")
