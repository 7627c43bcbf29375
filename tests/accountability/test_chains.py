"""Steps of chapter 3 in the hash chain: none is changed, slipped in or taken out unseen; texts may go."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accountability.models import CaseStep, Lead
from accountability.steps import write
from dushi import chance, clock
from dushi.records.chains import erase_text, verify
from dushi.records.models import ChainLink, ErasableText
from tests.conftest import lifted_triggers

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.c")]
SAID = "示例·某某说房子没有改造"


def steps(cast, many=3):
    """Steps about one lead, all with a text."""
    lead = Lead(town=cast.town)
    return [
        write(verb="登记", by=cast.commission_staff, at=clock.now(), lead=lead, text=f"{SAID}{number}")
        for number in range(many)
    ]


def seen(cast):
    return verify(cast.town, CaseStep.CHAIN)


def test_a_step_is_a_link_without_its_words(cast):
    step = steps(cast)[0]
    link = ChainLink.objects.get(seq=1)
    assert link.facts["text"] == step.text.digest
    assert SAID not in link.line
    assert (seen(cast).count, seen(cast).is_sound) == (3, True)


def test_an_erased_text_is_counted_and_breaks_nothing(cast, capsys):
    made = steps(cast)
    for step in made[:2]:
        erase_text(step.text, at=clock.now())
    verdict = seen(cast)
    assert (verdict.is_sound, verdict.count, verdict.erased) == (True, 3, 2)
    call_command("verify_chain")
    assert "3 节，完好，其中文字已清除 2 处；链头" in capsys.readouterr().out


def test_a_text_whose_bytes_were_changed_is_named_not_stumbled_over(cast):
    made = steps(cast)
    digest = made[1].text.digest
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_erasabletext SET text = 'x' || text WHERE kept_digest = %s", [digest])
    broken = seen(cast).broken
    assert (broken.seq, broken.object_id) == (2, str(made[1].pk))
    assert "打不开" in broken.reason


def test_a_text_exchanged_for_another_is_named(cast):
    made = steps(cast)
    with lifted_triggers():
        CaseStep.objects.filter(pk=made[2].pk).update(text=made[0].text)
    assert seen(cast).broken.seq == 3
    ErasableText.objects.filter(pk=made[1].text_id).delete()
    assert seen(cast).broken.seq == 2


@pytest.mark.parametrize("change", [{"verb": "了结"}, {"by": None}, {"lead_id": chance.uuid4()}, {"clause": "3.1"}])
def test_a_step_edited_by_the_owner_of_the_database_is_named(cast, change):
    made = steps(cast)
    with lifted_triggers():
        CaseStep.objects.filter(pk=made[1].pk).update(**change)
    assert (seen(cast).broken.seq, seen(cast).count) == (2, 1)


def test_a_step_slipped_in_beside_the_chain_is_named(cast):
    steps(cast)
    false = CaseStep.objects.create(town=cast.town, lead_id=chance.uuid4(), at=clock.now(), verb="了结")
    broken = seen(cast).broken
    assert (broken.seq, broken.object_type, broken.object_id) == (None, "accountability.casestep", str(false.pk))


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_verification_costs_the_same_queries_for_three_steps_and_for_thirty(cast):
    costs = []
    for many in (3, 27):
        steps(cast, many)
        with CaptureQueriesContext(connection) as queries:
            assert seen(cast).is_sound
        costs.append(len(queries))
    assert costs[0] == costs[1]
