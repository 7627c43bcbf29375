"""What tests of notices stand on."""

from tests.accountability.scores.stage import scored  # noqa: F401 - for everybody here
