"""Every address as somebody: what the tests of access ask with."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from tests.access import addresses, document
from tests.sample import load

LINES = document()
SAMPLES = load()
#: What only a token opens is walked by its own test (tests/dushi/test_metrics.py).
REACHABLE = sorted(name for name in set(addresses()) & set(LINES) if not LINES[name].needs_token)
CLOSED = sorted(name for name in REACHABLE if not LINES[name].is_open)


def address(cast, name, is_foreign=False):
    """The path with the arguments of its example; None where the next town has no such thing."""
    line = LINES[name]
    if not line.sample:
        return reverse(name)
    assert line.sample in SAMPLES, f"{name}: no sample {line.sample!r}; add @sample({line.sample!r}) to your samples.py"
    arguments = SAMPLES[line.sample](cast, is_foreign)
    return None if arguments is None else reverse(name, args=arguments)


def ask(client, method, path):
    """The answer's status; whatever the act did is undone."""
    with transaction.atomic():
        status = client.generic(method, path, content_type="application/x-www-form-urlencoded").status_code
        transaction.set_rollback(True)
    return status


def meaning(status):
    return {403: "403", 404: "404", 405: "405"}.get(status, f"broken ({status})" if status >= 500 else "open")
