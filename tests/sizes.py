"""How hard a test tries: little in make test, as hard as a drill asks for (tests/chaos/suites.py)."""

from __future__ import annotations

import json
import os
from pathlib import Path

#: What a drill throws its dice with; in make test always the same.
SEED = int(os.environ.get("DRILL_SEED", "7"))


def size(name: str, suite: int) -> int:
    """How many `name` are tried: `suite` in make test, SIZE_<NAME> in a drill."""
    return int(os.environ.get(f"SIZE_{name.upper()}", suite))


def seen(**numbers: int) -> None:
    """Tell the drill, where there is one, how much was really tried; equal names add up."""
    if path := os.environ.get("DRILL_SEEN"):
        with Path(path).open("a") as out:
            out.write(json.dumps(numbers) + "\n")
