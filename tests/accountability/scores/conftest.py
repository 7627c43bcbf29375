"""What tests of points stand on."""

from tests.accountability.scores.stage import scored  # noqa: F401 - for everybody here
