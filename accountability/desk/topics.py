"""What the topics bring to the desk: the acts each offers, found where it has landed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from accountability.acts import Act


def acts_of(topic: str) -> list[Act]:
    """accountability.<topic>.offered.ACTS."""
    if not find_spec(f"accountability.{topic}") or not find_spec(f"accountability.{topic}.offered"):
        return []
    return list(import_module(f"accountability.{topic}.offered").ACTS)
