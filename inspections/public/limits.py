"""How often the public page may be used, without knowing who uses it.

Counted in the memory of the web process alone: an address enters only as a hash under a salt made by chance, new each
hour and forgotten with the counts. Nothing of it is written to the database, a file, a log or a backup; a restart
forgets it all. Each web process counts for itself, so with n of them the limits are n times as wide.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.http import HttpRequest

from dushi import chance, clock
from dushi.wire import client_ip

#: What is done → (times an hour from one address, times an hour in all). Many telephones share one address.
LIMITS = {"tell": (20, 300), "code": (60, 2000)}
ALL = ""


@dataclass
class Hour:
    """Counts of one hour of the clock."""

    name: str = ""
    salt: str = ""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)


_hour = Hour()


def passes(request: HttpRequest, what: str) -> bool:
    """Count one more of it; False where that is too many.

    What is refused counts no further: the memory stays small, and nobody uses up the hour of everybody alone.
    """
    global _hour
    now = f"{clock.now():%Y%m%d%H}"
    if _hour.name != now:
        _hour = Hour(now, chance.token(32))
    key = hashlib.blake2b(client_ip(request).encode(), key=_hour.salt.encode(), digest_size=16).hexdigest()
    mine, all_of_us = LIMITS[what]
    if _hour.counts[what, key] >= mine or _hour.counts[what, ALL] >= all_of_us:
        return False
    for who in (key, ALL):
        _hour.counts[what, who] += 1
    return True
