"""What tests of draws stand on."""

from tests.inspections.draws.stage import ruled  # noqa: F401 - for everybody here
