"""The cast under the rule book, live since Monday 14 September 2026."""

from __future__ import annotations

from tests.obligations.conftest import live, rulebook  # noqa: F401 - for everybody here
