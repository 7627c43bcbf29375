"""python -m tools.mutate [WORD …]: would the tests notice? Changes one small thing at a time in the modules that
pyproject.toml names (tool.dushi.mutate; only those whose path holds a WORD) and runs the tests named beside each.

Ends with 1 where fewer than GOAL of the mutants are noticed, or where docs/mutants.md gives no reason for one that is
not. What was found stands in var/mutants.json: a module that is the same, with the same tests, is not tried again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.mutants import mutants

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "mutants.json"
REASONS = ROOT / "docs" / "mutants.md"
TREE = ROOT / "var" / "mutate"
GOAL = 0.95


def prepare() -> dict[str, str]:
    """Copy the tracked files as they are now; the environment in which their tests begin with a migrated SQLite."""
    shutil.rmtree(TREE, ignore_errors=True)
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    template, temporary = TREE / "template.sqlite3", TREE / "tmp"
    temporary.mkdir()
    subprocess.run([sys.executable, "-m", "tests.template", str(template)], cwd=TREE, env=env, check=True)
    # CI: properties are tried on the same examples each time, and none fails by being slow.
    return env | {"TEST_TEMPLATE": str(template), "TMPDIR": str(temporary), "CI": "1"}


def tried(how: str, path: str, tests: list[str], texts: list[bytes], env: dict[str, str]) -> Iterator[bool | None]:
    """Whether the tests pass with each text of the module in turn, as soon as it is known (tools/warmed.py)."""
    command = [sys.executable, "-m", "tools.warmed", how, path, *tests]
    with subprocess.Popen(command, cwd=TREE, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin and run.stdout
        json.dump([text.decode() for text in texts], run.stdin)
        run.stdin.close()
        yield from map(json.loads, run.stdout)


def digest(path: str, tests: list[str]) -> str:
    """Of the module, its tests and what changes it: where it is the same, so is what was found."""
    told = hashlib.sha256(Path(__file__).with_name("mutants.py").read_bytes())
    for name in (path, *(test.partition("::")[0] for test in tests)):
        told.update((TREE / name).read_bytes())
    return told.hexdigest()


def hold(entry: dict[str, Any], kept: dict[str, Any], env: dict[str, str]) -> None:
    """Try what is not known yet of one entry; each result is written down. Raises RuntimeError where its tests fail
    without any change, or do not use the module."""
    path, tests = entry["module"], entry["tests"]
    known = kept.setdefault(f"{path} {entry.get('only', '')}".strip(), {})
    now, whole = digest(path, tests), (TREE / path).read_bytes()
    if known.get("digest") != now:
        known |= {"digest": now, "noticed": {}}
    left = [one for one in mutants(path, whole, entry.get("only", "")) if one.name not in known["noticed"]]
    for how in ("late", "whole"):  # what passes the quick way is tried again
        # Twice without any change: the second copy begins as all after it do.
        passed = tried(how, path, tests, [whole, whole, *(one.source for one in left)], env) if left else iter(())
        if left and False in (next(passed, False), next(passed, False)):
            raise RuntimeError(f"{path}: its tests fail without any change, or do not use it")
        for one, is_passed in zip(left, passed, strict=True):
            if how == "whole" or is_passed is False:
                known["noticed"][one.name] = not is_passed
                print("SURVIVED" if is_passed else "killed  ", one.name, flush=True)
                KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
        left = [one for one in left if one.name not in known["noticed"]]


def verdict(kept: dict[str, Any]) -> int:
    """Print what each module lost, and 1 where too much or without a reason."""
    reasons, all_of_them, survived = REASONS.read_text() if REASONS.exists() else "", 0, []
    for name, known in kept.items():
        alive = [mutant for mutant, is_noticed in known["noticed"].items() if not is_noticed]
        print(f"{len(known['noticed']) - len(alive):5} of {len(known['noticed']):4} killed  {name}")
        all_of_them += len(known["noticed"])
        survived += alive
    unexplained = [mutant for mutant in survived if f"`{mutant}`" not in reasons]
    for mutant in unexplained:
        print("no reason in docs/mutants.md:", mutant)
    share = 1 - len(survived) / all_of_them if all_of_them else 0
    print(f"{all_of_them} mutants, {share:.1%} killed (goal {GOAL:.0%}), {len(survived)} survived")
    return 1 if unexplained or share < GOAL else 0


def main(words: list[str]) -> int:
    entries = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["dushi"]["mutate"]
    chosen = [one for one in entries if not words or any(word in one["module"] for word in words)]
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    os.nice(19)
    env = prepare()
    for entry in chosen:
        hold(entry, kept, env)
    names = {f"{one['module']} {one.get('only', '')}".strip() for one in chosen}
    return verdict({name: known for name, known in kept.items() if name in names})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
