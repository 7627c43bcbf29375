"""An address with a zero byte in it is not there: to strangers, to staff, and as a list to export."""

import pytest
from django.test import Client

from tests.cast import client_of

# SQLite would look it up.
pytestmark = pytest.mark.only_on("postgresql")


def test_a_zero_byte_in_an_address_finds_nothing(cast, at):
    assert Client().get("/weekly/%00/").status_code == 404
    staff = client_of(cast.clerk)
    assert staff.get("/state/%00/2026-W38/").status_code == 404
    assert staff.post("/exports/", {"of": "/state/\0/2026-W38/"}).status_code == 404
