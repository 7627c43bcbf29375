"""The public page under a heavy hand: a double tap, a form taken to another town, one address that will not stop."""

import pytest
from django.test import Client

from dushi.records.errors import Refused
from inspections.actions import public
from inspections.models import PublicReport
from inspections.public import limits as public_limits
from inspections.public.codes import Ticket, report_of
from tests.inspections.public.making import tell


@pytest.mark.clause("2.0.m7")
def test_a_double_tap_stores_once_and_both_answers_know_the_code(cast, at, monkeypatch):
    ticket, slow, inner = Ticket.new(), public.hashed, []

    def meanwhile(code):
        """While the first is worked out the second arrives and is stored."""
        if not inner:
            inner.append(True)
            inner.append(tell(cast, ticket=ticket))
        return slow(code)

    monkeypatch.setattr(public, "hashed", meanwhile)
    assert tell(cast, ticket=ticket) == inner[1] == report_of(ticket.code)
    assert PublicReport.objects.count() == 1


def test_a_form_of_one_town_is_not_sent_in_another(cast, at):
    ticket = Ticket.new()
    tell(cast, ticket=ticket)
    with pytest.raises(Refused, match="请重新打开"):
        tell(cast, ticket=ticket, town=cast.foreign_town, about=cast.foreign_village)


def test_one_address_does_not_use_up_the_hour_of_the_whole_town(cast, at, monkeypatch):
    monkeypatch.setattr(public_limits, "_hour", public_limits.Hour())
    monkeypatch.setattr(public_limits, "LIMITS", {"tell": (2, 5)})
    flood, neighbour = (
        Client(REMOTE_ADDR=address).get("/fanying/").wsgi_request for address in ("203.0.113.9", "203.0.113.10")
    )
    assert [public_limits.passes(flood, "tell") for _ in range(9)].count(True) == 2
    assert public_limits.passes(neighbour, "tell")
