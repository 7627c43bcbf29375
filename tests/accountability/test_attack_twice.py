"""Two clicks at one moment, and one's own: what the database alone would refuse is said in a sentence."""

from __future__ import annotations

import pytest

from accountability.cases import hearing
from accountability.leads import transferring
from accountability.models import Relation
from accountability.notices import registering
from accountability.scores import commending
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post
from tests.accountability.cases import making
from tests.accountability.leads.making import handed, proposed
from tests.accountability.notices import making as notices
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures


def blind(monkeypatch, module, but):
    """The look before the writing sees nothing yet, as where two look at the same moment."""
    seen = module.demand

    def demand(allowed, message, *more, **named):
        return seen(allowed or message == but, message, *more, **named)

    monkeypatch.setattr(module, "demand", demand)


@pytest.mark.clause("3.4.d")
def test_one_document_registered_by_two_clicks_is_refused_in_words(live, monkeypatch):  # noqa: F811
    notices.registered(live)
    blind(monkeypatch, registering, registering.KNOWN)
    with pytest.raises(Refused, match="已经登记过"):
        notices.registered(live)


@pytest.mark.clause("3.4.b")
def test_one_letter_registered_by_two_clicks_is_refused_in_words(live, monkeypatch):  # noqa: F811
    handed(live, proposed(live, "TRANSFER"))
    blind(monkeypatch, transferring, transferring.TAKEN)
    with pytest.raises(Refused, match="已经登记过"):
        handed(live, proposed(live, "TRANSFER", live.second_liaison.person))


def commend(cast, by, **who):
    said = {"level": "CITY", "document_number": "菏通〔2026〕9号", "issuer": "市委", "title": "表彰"}
    return commending.commend(**said, **who, issued_on=clock.today(), document=notices.paper(), by=by)


@pytest.mark.clause("3.4.d")
def test_one_commendation_registered_by_two_clicks_is_refused_in_words(live, monkeypatch):  # noqa: F811
    commend(live, live.commission_staff, unit=live.village)
    blind(monkeypatch, commending, commending.KNOWN)
    with pytest.raises(Refused, match="已经登记过"):
        commend(live, live.commission_staff, unit=live.village)


@pytest.mark.clause("3.4.d")
def test_nobody_commends_or_checks_the_unit_they_head(live):  # noqa: F811
    row = commend(live, live.commission_second, unit=live.village)
    Post.objects.filter(seat__unit=live.village, seat__kind="HEAD").update(person=live.commission_staff.person)
    head = type(live.liaison).objects.get(pk=live.commission_staff.pk)
    assert commending.may_count(live.commission_secretary, row)
    assert not commending.may_count(head, row) and not commending.may_take_back(head, row)
    with pytest.raises(Refused, match="由别人登记"):
        commend(live, head, unit=live.village)


@pytest.mark.clause("3.0")
def test_a_relative_of_the_subject_is_no_witness(live):  # noqa: F811
    case = making.told(live)
    Relation.objects.create(
        town=live.town, person=live.commission_second.person, relative=live.liaison.person, kind="配偶",
        declared_at=clock.now(), declared_by=live.commission_second.person,
    )  # fmt: skip
    said = {"refusal": "不肯签", "by": live.commission_staff, "case": case}
    kin, other = live.commission_second.person, live.village_head.person
    with pytest.raises(Refused, match="不能见证"):
        hearing.record_receipt(witnesses=[kin, other], **said)
    with pytest.raises(Refused, match="两名以上"):
        hearing.record_receipt(witnesses=[other, other], **said)
