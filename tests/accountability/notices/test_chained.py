"""What a checked notice says is tied to the chain: whoever rewrites it afterwards is found (3.4.d)."""

from __future__ import annotations

import pytest

from accountability.models import CriticismNotice, NoticeSubject, StoredFile
from accountability.notices.withdrawing import withdraw
from dushi.records import chains
from tests.accountability.notices.making import letter, named, registered, told

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]

REWRITTEN = {
    "number": (CriticismNotice, {"document_number": "菏脱贫通〔2026〕6号"}),
    "level": (CriticismNotice, {"level": "DISTRICT"}),
    "checker": (CriticismNotice, {"checked_by": None, "checked_at": None}),
    "document": (StoredFile, {"sha256": "0" * 64}),
    "sentence": (NoticeSubject, {"sentence": "表扬示例一村。"}),
    "role": (NoticeSubject, {"role": "CAUSED"}),
}


def broken(cast):
    return chains.verify(cast.town, CriticismNotice.CHAIN).broken


def test_a_notice_is_tied_once_it_is_checked_and_stays_so_to_its_end(scored):
    named(registered(scored, "菏脱贫通〔2026〕4号"), scored.other_village, by=scored.commission_staff)
    line = told(scored, scored.village)
    assert broken(scored) is None
    withdraw(notice=line.notice, **letter("菏脱贫通〔2026〕9号"), by=scored.commission_secretary)
    assert broken(scored) is None


@pytest.mark.parametrize("what", REWRITTEN)
def test_what_is_rewritten_after_the_check_is_found(scored, what):
    told(scored, scored.village)
    model, changed = REWRITTEN[what]
    model.objects.update(**changed)
    found = broken(scored)
    assert found is not None
    assert found.object_type in ("accountability.criticismnotice", "accountability.noticesubject")


def test_a_line_slipped_into_a_checked_notice_is_found(scored):
    line = told(scored, scored.village)
    line.pk, line.unit = None, scored.other_village
    line._state.adding = True
    line.id = line._meta.pk.get_default()
    line.save()
    assert broken(scored).object_type == "accountability.noticesubject"
