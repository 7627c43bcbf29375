"""The product's settings for a worker under test: further steps of the tick may be named in EXTRA_STEPS."""

import os

from dushi.settings import *  # noqa: F403
from dushi.settings import TICK_STEPS

TICK_STEPS += [path for path in os.environ.get("EXTRA_STEPS", "").split(",") if path]
