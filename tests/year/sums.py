"""python -m tests.year.sums: all years of var/years.json together, a line per engine."""

from __future__ import annotations

import json
from collections import Counter

from tests.year.__main__ import RESULTS


def main() -> None:
    lines = json.loads(RESULTS.read_text())
    for engine in sorted({line["engine"] for line in lines}):
        rows = [line for line in lines if line["engine"] == engine]
        sums = {name: sum(row[name] for row in rows) for name in ("days", "acts", "refused", "violations")}
        cpu = round(sum(row["cpu"] for row in rows) / len(rows))
        faults = sum((Counter(row["faults"]) for row in rows), Counter())
        seeds = len({row["seed"] for row in rows})
        print(f"{engine}: {len(rows)} years of {seeds} seeds, {sums}, {dict(faults)}, {cpu} s of processor a year")


if __name__ == "__main__":
    main()
