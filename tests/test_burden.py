"""docs/burden.md says what each recurring form asks, for which clause and at what cost; the forms ask nothing else."""

from collections import defaultdict
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from dushi.regulation.rulebook import DEFAULT, read

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

DOCUMENT = Path(__file__).parent.parent / "docs" / "burden.md"


def rows(width):
    """Rows of the tables that have so many columns, without their heads."""
    for line in DOCUMENT.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if (
            line.startswith("|")
            and len(cells) == width
            and not set(cells[0]) <= set("-")
            and cells[0] not in ("做法", "表单")
        ):
            yield cells


COSTS = {way: int(seconds) for way, seconds in rows(2)}
ASKED = list(rows(6))
FORMS = defaultdict(set)
for form, name, *_ in ASKED:
    FORMS[form].add(name)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_asks_what_the_table_says_and_nothing_else(form):
    fields = import_string(form).base_fields
    asked = {name for name, field in fields.items() if not field.widget.is_hidden}
    assert asked == FORMS[form]


def test_every_question_serves_a_clause_of_the_rule_book():
    known = {clause.code for clause in read(DEFAULT).clauses}
    assert {row[3] for row in ASKED} <= known


def test_every_question_has_a_cost():
    assert {row[4] for row in ASKED} <= set(COSTS)


@pytest.mark.clause("1.0", "1.4.r")
def test_a_weekly_report_with_little_changed_costs_at_most_a_minute():
    always = [row for row in ASKED if row[0].endswith("ReportForm") and row[5] == "是"]
    assert sum(COSTS[row[4]] for row in always) <= 60


@pytest.mark.clause("1.4.r")
def test_a_weekly_report_asks_for_at_most_four_texts():
    texts = [row for row in ASKED if row[0].endswith("ReportForm") and "文字" in row[4] and row[1] != "told_by"]
    assert len(texts) <= 4
