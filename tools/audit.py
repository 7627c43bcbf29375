"""python -m tools.audit: does a locked package have a known weakness? Ends with 1 where one has.

Asks OSV (osv.dev) for the pinned versions. Where that cannot be reached it holds the locks to tools/advisories.json,
what OSV said when somebody last ran --refresh: its date is printed, and a warning where it is older than DAYS. Where
there is no such file either, nothing is known: it warns and ends with 0, so that a machine without internet can be
checked, but it never says that all is well. --offline asks nobody.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from dushi import clock

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = ROOT / "tools" / "advisories.json"
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-dev.lock")
OSV = "https://api.osv.dev/v1"
DAYS = 90
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

#: {"package", "id", "introduced", "fixed" (None: not yet), "says"}
Advisory = dict[str, Any]


def pinned(*locks: Path) -> dict[str, str]:
    """Package → version, of all locks."""
    found = {name: version for lock in locks for name, version in PINNED.findall(lock.read_text())}
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found.items()}


def is_affected(version: str, advisory: Advisory) -> bool:
    """Whether introduced ≤ version < fixed. A version nobody can read counts as affected."""
    try:
        here, fixed = Version(version), advisory["fixed"]
        return Version(advisory["introduced"]) <= here and (fixed is None or here < Version(fixed))
    except InvalidVersion:
        return True


def from_snapshot(packages: dict[str, str], advisories: list[Advisory]) -> list[str]:
    """A line per weakness of a pinned version that the snapshot knows."""
    return [
        f"{one['package']} {packages[one['package']]}: {one['id']}, fixed in {one['fixed'] or 'no version yet'}"
        for one in advisories
        if one["package"] in packages and is_affected(packages[one["package"]], one)
    ]


def ask(path: str, body: dict[str, Any], base: str) -> dict[str, Any]:
    """OSV's answer. Raises OSError or ValueError where there is none."""
    request = urllib.request.Request(f"{base}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def from_osv(packages: dict[str, str], base: str) -> list[str]:
    """The same by OSV as it is today. Raises OSError or ValueError where it cannot be reached or understood."""
    names = sorted(packages)
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": packages[name]} for name in names]
    results = ask("/querybatch", {"queries": queries}, base)["results"]
    if len(results) != len(names):
        raise ValueError("OSV answered another number of questions")
    return [
        f"{name} {packages[name]}: {weakness['id']}"
        for name, result in zip(names, results, strict=True)
        for weakness in result.get("vulns", ())
    ]


def refresh(packages: dict[str, str], base: str) -> list[Advisory]:
    """All that OSV knows of the locked packages, whatever the version."""
    found = {}
    for name in sorted(packages):
        told = ask("/query", {"package": {"name": name, "ecosystem": "PyPI"}}, base)
        for weakness in told.get("vulns", ()):
            for introduced, fixed in _ranges(weakness, name):
                key = name, weakness["id"], introduced
                found[key] = dict(zip(("package", "id", "introduced"), key, strict=True), fixed=fixed)
    return list(found.values())


def _ranges(weakness: dict[str, Any], name: str) -> Iterator[tuple[str, str | None]]:
    """(introduced, fixed) of each affected stretch of versions."""
    for affected in weakness.get("affected", ()):
        if affected["package"]["name"].lower() != name:
            continue
        for stretch in affected.get("ranges", ()):
            begun = None
            for event in stretch["events"] if stretch["type"] == "ECOSYSTEM" else ():
                begun = event.get("introduced", begun)
                if "fixed" in event:
                    yield begun or "0", event["fixed"]
                    begun = None
            if begun is not None:
                yield begun, None


def offline(packages: dict[str, str], today: date) -> list[str] | None:
    """By the snapshot, saying how old it is; None where there is none."""
    if not SNAPSHOT.exists():
        print(
            "WARNING: nothing was asked: OSV is not reached, no snapshot is kept (with internet: make audit REFRESH=1)"
        )
        return None
    snapshot = json.loads(SNAPSHOT.read_text())
    age = (today - date.fromisoformat(snapshot["as_of"])).days
    print(f"OSV is not reached: {len(snapshot['advisories'])} advisories as OSV had them on {snapshot['as_of']}")
    if age > DAYS:
        print(f"WARNING: that is {age} days old; what was published since is not looked for (make audit REFRESH=1)")
    return from_snapshot(packages, snapshot["advisories"])


def renew(packages: dict[str, str], today: date) -> None:
    """Write the snapshot anew. Where OSV does not answer, raises OSError, ValueError or KeyError: the old one stays."""
    told = {"as_of": today.isoformat(), "advisories": refresh(packages, OSV)}
    SNAPSHOT.write_text(json.dumps(told, indent=1) + "\n")


def main(words: list[str]) -> int:
    packages, today = pinned(*LOCKS), clock.today()
    if "--refresh" in words:
        renew(packages, today)
    try:
        wrong = offline(packages, today) if "--offline" in words else from_osv(packages, OSV)
    except (OSError, ValueError, KeyError):
        wrong = offline(packages, today)
    if wrong is not None:
        print("\n".join(wrong) or f"no known weakness in {len(packages)} locked packages")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
