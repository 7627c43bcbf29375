"""Where a fact of the data files comes from, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
#: V read in full; P seen on a public page; M general knowledge, sure; m to be checked; A proposed by us for the town.
TAGS = frozenset("VPMmA")


@dataclass(frozen=True)
class Source:
    """str() is what stands on screen: the law and its article, or what the town proposes."""

    name: str
    tag: str

    @classmethod
    def parse(cls, row: Mapping[str, Any]) -> Source:
        """From the `source` and `tag` of a row. Raises ValueError where either is missing."""
        name, tag = str(row.get("source", "")), str(row.get("tag", ""))
        if not name or tag not in TAGS:
            raise ValueError(f"a fact without its source: {dict(row)}")
        return cls(name, tag)

    def __str__(self) -> str:
        return self.name

    @property
    def is_proposal(self) -> bool:
        """镇提出: no law says so; the town may change it."""
        return self.tag == "A"

    @property
    def is_unread(self) -> bool:
        """Known from other than the full text: the paper itself decides."""
        return self.tag in "PMm"


@lru_cache(maxsize=8)
def told(name: str) -> dict[str, Any]:
    """What the data file of that name says, read once."""
    said: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return said
