"""The one state table: walked exhaustively, and nothing beside it says what may follow what."""

from __future__ import annotations

from pathlib import Path

import pytest

from accountability.acts import offers
from accountability.cases import moves, offered, served
from accountability.cases.table import ROWS, STEPS, transitions
from accountability.models import Appeal, Case
from accountability.models.step import CaseStep
from accountability.rules.limits import limits
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.cases import making

#: Who of the cast each person of the table is, for a case about liaison with secretary asked to sign.
ROLES = {
    "PRESIDER": {"commission_secretary"},
    "INVESTIGATOR": {"commission_staff", "commission_second"},
    "OFFICE": {"commission_secretary", "commission_staff", "commission_second"},
    "SIGNER": {"secretary"},
    "SUBJECT": {"liaison"},
}
#: Only from here on is a main leader asked.
ASKED = {"DECIDED", "SERVED", "ENFORCING", "CLOSED", "REVOKED"}
DOCUMENT = Path(__file__).parents[3] / "docs" / "case-states.md"


@pytest.mark.clause("3.0", "3.4.a", "3.4.b", "3.4.c")
@pytest.mark.parametrize("state", list(making.STATES))
def test_every_step_is_open_to_those_the_table_names_and_to_nobody_else(cast, rulebook, at, state):
    case = making.STATES[state](cast)
    assert case.status == state
    everybody = cast.everybody()
    for code, step in STEPS.items():
        expected = ROLES[step.who.code] if state in step.sources else set()
        if step.who.code == "SIGNER" and state not in ASKED:
            expected = set()
        met = {role for role, user in everybody.items() if moves.may(user, case, code)}
        assert met == expected, f"{state} {code}"


@pytest.mark.parametrize("state", list(making.STATES))
def test_the_door_refuses_what_the_table_does_not_say_and_changes_nothing(cast, rulebook, at, state):
    case = making.STATES[state](cast)
    before, steps = Case.objects.filter(pk=case.pk).values().get(), CaseStep.objects.count()
    people = (cast.commission_secretary, cast.commission_staff, cast.liaison, cast.secretary, cast.clerk)
    for code in STEPS:
        for user in people:
            if moves.may(user, case, code) and not moves.missing(case, code):
                continue
            with pytest.raises(Refused), moves.taking(case, code, by=user, at=clock.now()):
                pytest.fail(f"{user} {code} in {state}")
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert CaseStep.objects.count() == steps


@pytest.mark.parametrize("state", list(making.STATES))
def test_each_step_is_a_button_whose_form_can_be_drawn(cast, rulebook, at, state):
    case = making.STATES[state](cast)
    for role in ("commission_secretary", "commission_staff", "secretary"):
        user = getattr(cast, role)
        for offer in offers([*offered.SIGNING, *offered.ACTS], user, case):
            if offer.act.form:
                assert offer.act.form(user=user, obj=case).as_p()


def test_every_row_is_offered_once_to_those_who_may_take_it():
    by_hand = [act.code for act in [*offered.ACTS, *offered.SIGNING] if not act.code.startswith("recusal_")]
    subjects = {"receive", "state", "appeal", "withdraw_appeal"}
    assert sorted(by_hand) == sorted(set(STEPS) - subjects)
    assert {act.code for act in served.ACTS} == {"receive", "state", "appeal", "withdraw", "recusal"}
    assert all(STEPS[code].who.code == "SUBJECT" for code in subjects)


def test_the_models_say_the_same_transitions():
    assert transitions() == Case.TRANSITIONS
    assert set(Appeal.TRANSITIONS) == set(Appeal.Status)
    steps = [row.appeal for row in ROWS if row.appeal and row.appeal[0]]
    said = {(before, after) for before, after in steps if before != "*"}
    said |= {(before, after) for star, after in steps if star == "*" for before in ("FILED", "ACCEPTED")}
    assert said == {(before, after) for before, tos in Appeal.TRANSITIONS.items() for after in tos}


def test_every_state_but_an_end_leads_on_and_every_limit_is_known():
    for state in Case.Status:
        is_end = state in Case.ENDED and state != Case.Status.CLOSED
        assert bool(transitions()[state]) != is_end
    assert all(row.limit in limits() for row in ROWS if row.limit)


def test_the_document_shows_the_table(capsys):
    from django.core.management import call_command

    call_command("case_diagram")
    diagram, _, table = capsys.readouterr().out.partition("\n\n")
    text = DOCUMENT.read_text()
    assert diagram in text and table.strip() in text
