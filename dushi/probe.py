"""`python -m dushi.probe URL [--tick]`: whether the product is well, for the health checks of containers.

Ends with 0 where /healthz answers 200 and, with --tick, the last tick is fresh.
"""

import sys

from dushi.serve import STALE_SECONDS, health


def is_well(url: str, *, with_tick: bool) -> bool:
    """Whether the page `url` answers, and (with_tick) tells of a tick within STALE_SECONDS."""
    told = health(url)
    if told is None or not with_tick:
        return told is not None
    last = told["last_tick"]
    return last is not None and last["age_seconds"] <= STALE_SECONDS


if __name__ == "__main__":
    sys.exit(not is_well(sys.argv[1], with_tick="--tick" in sys.argv[2:]))
