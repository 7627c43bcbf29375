"""Which ids of the rule book the product serves: its page is there and a test holds it to the clause. No database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver


def resolves(page: str) -> bool:
    """True where a URL of that name is declared."""
    return bool(page) and page in get_resolver().reverse_dict


def tested_codes(folder: Path) -> frozenset[str]:
    """Ids that tests under `folder` carry as `pytest.mark.clause("1.4.r", …)`; files are read, not run."""
    return frozenset(code for path in sorted(folder.rglob("*.py")) for code in _marks(path.read_text(encoding="utf-8")))


def _marks(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_marker(node.func):
            yield from (
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def _is_marker(func: ast.expr) -> bool:
    """pytest.mark.clause, or mark.clause."""
    if not isinstance(func, ast.Attribute) or func.attr != "clause":
        return False
    owner = func.value
    return (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")) == "mark"
