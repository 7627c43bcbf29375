"""docs/security.md is held to the standard's numbers, to the tests that exist and to the items of selfcheck."""

import re
from pathlib import Path

import pytest

from dushi.records.selfchecking import all_items

pytestmark = pytest.mark.only_on("sqlite")
ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
ROWS = [row.split(" | ") for row in re.findall(r"^\| (?!---|id \||要求 \|)(.+?) ?\|$", PAGE, re.MULTILINE)]
#: ASVS 5.0.0: section → how many requirements it has up to level 2, numbered from 1 where not said otherwise.
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
OF_LEVEL_3 = {"1.2.10", "5.2.4", "5.2.6", "15.4.2"}
WAYS_OUT = ("**Exception**", "**Not here**", "**Deployment**")


def ids(text):
    return re.findall(r"\b\d+\.\d+\.\d+\b", text)


def test_every_requirement_stands_once():
    wanted = {
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    }
    assert len(wanted) == 253
    told = [one for row in ROWS for one in ids(row[0])]
    assert sorted(told) == sorted(wanted | OF_LEVEL_3)


def test_every_line_has_a_proof_or_a_reason():
    proofs = re.compile(r"`[\w/]+\.py::test_\w+`|`selfcheck [\w-]+`|`check \w+`")
    assert len(ROWS) > 150
    for row in ROWS:
        assert proofs.search(row[-1]) or any(way in row[1] for way in WAYS_OUT), row


def test_every_test_that_is_named_exists():
    for path, name in re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE):
        assert f"def {name}(" in (ROOT / "tests" / path).read_text(), f"{path}::{name}"


def test_every_item_of_selfcheck_is_named_and_stands_for_what_is_here():
    items = {item.key: item for item in all_items()}
    assert len(items) == len(list(all_items()))
    assert set(re.findall(r"`selfcheck ([\w-]+)`", PAGE)) == set(items)
    known = {one for row in ROWS for one in ids(row[0])}
    headings = {re.sub(r"：.*|^二级 ", "", row[0]) for row in ROWS}
    for item in items.values():
        assert {one for one in item.stands_for if one[0].isdigit()} <= known, item.key
        assert {one for one in item.stands_for if not one[0].isdigit()} <= headings, item.key


def test_every_check_that_is_named_runs():
    steps = (ROOT / ".ci" / "check").read_text()
    assert {"ruff", "audit", "mypy"} == set(re.findall(r"`check (\w+)`", PAGE))
    for step in ("ruff check .", "tools.audit", "bin/mypy"):
        assert step in steps
