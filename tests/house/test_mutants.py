"""What `make mutate` changes, and that it finds out who notices nothing."""

import ast
import json
import os
import subprocess
import sys

import pytest

from tools import mutate
from tools.mutants import mutants

pytestmark = pytest.mark.only_on("sqlite")
SOURCE = '''"""文字 stays as it is."""
LIMITS: dict[str, int | None] = {"月": 3, "年": None}

class Rule:
    def fits(self, n: int = 0) -> bool:
        """Whether it does."""
        if not n or self.is_off:
            raise ValueError(f"{n + 1}")
        return all(0 <= n < one for one in ONES if one)
'''.encode()
CHANGES = {
    'LIMITS: {"月": 3, "年": None} → {"年": None}',
    'LIMITS: {"月": 3, "年": None} → {"月": 3}',
    "LIMITS: 3 → 4",
    "Rule.fits: 0 → 1",
    "Rule.fits: not n or self.is_off → not n and self.is_off",
    "Rule.fits: not n → n",
    "Rule.fits: raise ValueError(f'{n + 1}') → pass",
    "Rule.fits: return all((0 <= n < one for one in ONES if one)) → return None",
    "Rule.fits: all((0 <= n < one for one in ONES if one)) → any((0 <= n < one for one in ONES if one))",
    "Rule.fits: 0 <= n < one → 0 < n < one",
    "Rule.fits: 0 <= n < one → 0 > n < one",
    "Rule.fits: 0 <= n < one → 0 <= n <= one",
    "Rule.fits: 0 <= n < one → 0 <= n >= one",
    "Rule.fits: 0 → 1 (2)",
    "Rule.fits: one → not one",
}


def test_one_small_thing_is_changed_at_a_time_and_texts_and_types_are_not():
    found = mutants("rule.py", SOURCE)
    assert {one.name.replace("'月'", '"月"').replace("'年'", '"年"') for one in found} == {
        f"rule.py {change}" for change in CHANGES
    }
    assert len({one.source for one in found} | {SOURCE}) == len(CHANGES) + 1
    for one in found:
        ast.parse(one.source)
    assert {one.name for one in mutants("rule.py", SOURCE, "LIMITS")} < {one.name for one in found}


def test_a_survivor_needs_a_reason_and_too_many_are_too_many(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(mutate, "REASONS", tmp_path / "mutants.md")
    kept = {"rule.py": {"noticed": {f"m{n}": n > 0 for n in range(20)}}}
    assert mutate.verdict(kept) == 1
    assert "no reason in docs/mutants.md: m0" in capsys.readouterr().out
    mutate.REASONS.write_text("| `m0` | the same |")
    assert mutate.verdict(kept) == 0
    assert "20 mutants, 95.0% killed (goal 95%), 1 survived" in capsys.readouterr().out
    kept["rule.py"]["noticed"]["m1"] = False
    mutate.REASONS.write_text("`m0` `m1`")
    assert mutate.verdict(kept) == 1


RULE = """LIMIT = 3
KNOWN = {}

def fits(n):
    return n < LIMIT

def least():
    return 1

LEAST = least()
"""
TESTS = """import rule

def test_what_fits():
    assert rule.fits(2) and not rule.fits(3)

def test_the_least():
    assert rule.LEAST == 1
"""
TEXTS = [
    RULE,
    RULE.replace("n < LIMIT", "n <= LIMIT"),
    RULE.replace("LIMIT = 3", "LIMIT = 4"),
    RULE.replace("return 1", "return 2"),
    RULE.replace("return 1", "while True: pass"),
    RULE.replace("KNOWN = {}", "KNOWN = {0}"),
]


def test_each_text_is_tried_in_a_process_that_has_begun_and_the_quick_way_errs_but_towards_survival(tmp_path):
    (tmp_path / "rule.py").write_text(RULE)
    (tmp_path / "test_rule.py").write_text(TESTS)
    answers = {how: told(tmp_path, how, TEXTS) for how in ("late", "whole")}
    assert answers["late"] == [True, False, None, True, True, None]
    assert answers["whole"] == [True, False, False, False, False, True]
    assert told(tmp_path, "whole", [TEXTS[1], RULE]) == [False], "tests that fail already say nothing"


def told(folder, how, texts):
    command = [sys.executable, "-m", "tools.warmed", how, "rule.py", "test_rule.py"]
    env = os.environ | {"PYTHONPATH": str(mutate.ROOT), "TRIAL_SECONDS": "0.5", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=folder, env=env, input=json.dumps(texts), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_what_was_tried_is_not_tried_again_until_module_or_tests_change(monkeypatch, tmp_path):
    asked, fits = [], [True]

    def tried(how, path, tests, texts, env):
        asked.append((how, len(texts)))
        return iter([*fits * 2, *({"late": None, "whole": False}[how] for _ in texts[2:])])

    monkeypatch.setattr(mutate, "TREE", tmp_path)
    monkeypatch.setattr(mutate, "KEPT", tmp_path / "mutants.json")
    monkeypatch.setattr(mutate, "tried", tried)
    (tmp_path / "rule.py").write_bytes(SOURCE)
    (tmp_path / "test_rule.py").write_text("")
    entry, kept = {"module": "rule.py", "tests": ["test_rule.py"]}, {}
    mutate.hold(entry, kept, {})
    mutate.hold(entry, kept, {})
    assert asked == [("late", 2 + len(CHANGES)), ("whole", 2 + len(CHANGES))], "twice without any change, once for each"
    assert json.loads(mutate.KEPT.read_text()) == kept
    fits[0] = False
    (tmp_path / "test_rule.py").write_text("# another")
    with pytest.raises(RuntimeError, match="fail without any change"):
        mutate.hold(entry, kept, {})
