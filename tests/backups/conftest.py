"""A town with photos, whose attachments are chained."""

from tests.backups.machines import machine  # noqa: F401
from tests.records.chained import chained  # noqa: F401
