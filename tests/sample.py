"""Examples of what an address may name, for the test that opens every address as everybody.

In `tests/**/samples.py` each room says how to make its own:

    @sample("meeting")
    def meeting(cast, is_foreign):
        return [make_meeting(cast.foreign_area if is_foreign else cast.area).pk]
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: (cast, is_foreign) → arguments of the address, or None where the next town has no such thing
Maker = Callable[[Any, bool], "list[object] | None"]

MAKERS: dict[str, Maker] = {}


def sample(name: str) -> Callable[[Maker], Maker]:
    """Register a maker: (cast, is_foreign) -> the address's arguments in order; None where no foreign one exists."""

    def keep(maker: Maker) -> Maker:
        assert name not in MAKERS, f"two samples are called {name}"
        MAKERS[name] = maker
        return maker

    return keep


def load() -> dict[str, Maker]:
    """Every sample of every room."""
    root = Path(__file__).parent
    for path in sorted(root.glob("**/samples.py")):
        importlib.import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))
    return MAKERS
