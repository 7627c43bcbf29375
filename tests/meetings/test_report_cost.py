"""What a weekly report asks of the database: one commit and at most twelve statements, whatever the town's size."""

import pytest

from dushi.obligations.opening import open_due
from meetings.report_permissions import own_village
from tests.cast import client_of
from tests.meetings.report_stage import TUESDAY, form_of, posted
from tests.scale import grow
from tests.statements import statements

MOST = 12
WRITING = ("INSERT", "UPDATE", "DELETE")

pytestmark = pytest.mark.only_on("sqlite")  # counts of statements are the same on both engines


def cost_of(client, village):
    """Statements of a report through the real view, and in how many transactions it writes."""
    with statements() as told:
        assert client.post(form_of(village), posted()).status_code == 302
    transactions, inside, count = 0, False, 0
    for said in told:
        if "SAVEPOINT" in said:  # what a transaction is inside that of the test
            inside = said.startswith("SAVEPOINT")
            transactions += inside
        else:
            count += 1
            assert inside or not said.startswith(WRITING), said
    return count, transactions


def test_a_report_costs_one_commit_and_twelve_statements_in_a_large_town_too(stage):
    client = client_of(stage.liaison)
    client_of(stage.other_liaison).post(form_of(stage.other_village), posted())  # a process reads some things once
    small = cost_of(client, stage.village)
    grow(stage.town, 460)
    open_due(TUESDAY)
    large = cost_of(client, stage.second_village)
    assert small == large
    assert large[0] <= MOST
    assert large[1] == 1


def test_an_officers_own_village_is_known_with_the_login(stage):
    assert stage.liaison.rights.is_liaison
    with statements() as told:
        village = own_village(stage.liaison, stage.village.pk)
        assert (village, village.town) == (stage.village, stage.town)
        assert own_village(stage.liaison, stage.other_village.pk) is None
    assert not told
    assert own_village(stage.village_head, stage.village.pk) is None
