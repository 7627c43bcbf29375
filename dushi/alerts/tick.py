"""The steps of the tick that tell: climb the ladder, make the digests, send what waits. All idempotent."""

from dushi.alerts.digesting import digest
from dushi.alerts.ladder import climb
from dushi.alerts.sending import send

__all__ = ["climb", "digest", "send"]
