"""static/tools/recompute_draw.py agrees with the product, and notices whatever was changed in a record."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inspections.draws.records import record_of, records, sealed

SCRIPT = Path(__file__).parents[3] / "static" / "tools" / "recompute_draw.py"
RECORD = record_of([1, 2, 3, 4, 5], 2)


def checked(record, folder):
    """(exit code, what it said) of the script on that record, as a townsman would run it: by itself."""
    path = folder / "抽取记录.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2), encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", "-S", str(SCRIPT), str(path)], capture_output=True, timeout=30)
    return run.returncode, run.stdout.decode()


@pytest.fixture(scope="module")
def script():
    """The script as a module, for many records."""
    names = {"__name__": "recompute_draw"}
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), names)
    return names


def agrees(script, record):
    """Whether the script finds the record right; what cannot be read at all is not."""
    try:
        return all(right for _, right in script["checks"](record))
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
        return False


def leaves(value, path=()):
    """Path of every single statement in a record."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def with_change(record, path, change):
    changed = copy.deepcopy(record)
    *way, last = path
    place = changed
    for key in way:
        place = place[key]
    place[last] = change(place[last])
    return changed


def other(value):
    return value + 1 if isinstance(value, int) else f"{value}0"


@pytest.mark.clause("2.0.m8", "2.3")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records())
def test_anybody_computes_the_same_result_by_themselves(tmp_path, record):
    code, said = checked(record, tmp_path)
    assert code == 0, said
    assert "重算的结果：" + "、".join(one["name"] for one in record["result"]) in said.replace("\r\n", "\n")


@settings(max_examples=100, deadline=None)
@given(record=records())
def test_the_script_agrees_with_the_product_on_any_record(script, record):
    assert agrees(script, record)


@pytest.mark.clause("2.0.m8")
@pytest.mark.parametrize("path", list(leaves(RECORD)), ids=str)
def test_a_change_of_any_statement_is_noticed(script, path):
    assert not agrees(script, with_change(RECORD, path, other))


TIMES = ("committed_at", "revealed_at", "drawn_at", "format")


@pytest.mark.parametrize("path", [path for path in leaves(RECORD) if path[-1] not in (*TIMES, "record_hash")], ids=str)
def test_a_change_is_noticed_though_the_check_of_the_record_was_made_to_fit(script, path):
    assert not agrees(script, sealed(with_change(RECORD, path, other)))


@settings(max_examples=60, deadline=None)
@given(record=records(), data=st.data())
def test_a_change_of_anything_to_anything_is_noticed(script, record, data):
    path = data.draw(st.sampled_from(list(leaves(record))))
    to = data.draw(st.one_of(st.integers(), st.text(max_size=70), st.booleans(), st.none()))
    changed = with_change(record, path, lambda _: to)
    assert agrees(script, changed) == (json.dumps(changed) == json.dumps(record))


def test_a_village_left_out_or_added_is_noticed(script):
    for part in ("eligible", "excluded"):
        short, long = copy.deepcopy(RECORD), copy.deepcopy(RECORD)
        short["list"][part].pop()
        long["list"][part].append(dict(RECORD["list"][part][0]))
        assert not agrees(script, sealed(short))
        assert not agrees(script, sealed(long))


@pytest.mark.parametrize("record", [{}, [], "村", {"list": RECORD["list"]}])
def test_what_is_no_record_is_said_to_be_none(tmp_path, record):
    code, said = checked(record, tmp_path)
    assert code == 1
    assert "读不出" in said


def test_a_changed_record_ends_with_a_fault(tmp_path):
    code, said = checked(sealed({**RECORD, "seed": "0" * 64}), tmp_path)
    assert code == 1
    assert "种子：不符" in said
