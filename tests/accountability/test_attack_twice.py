"""Two clicks at one moment, and one's own: what the database alone would refuse is said in a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accountability.cases import hearing
from accountability.leads import transferring
from accountability.models import Education, Lead, Relation
from accountability.notices import registering
from accountability.once import stored
from accountability.scores import commending
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post, Town
from tests.accountability.cases import making
from tests.accountability.leads.making import handed, proposed, registered
from tests.accountability.notices import making as notices
from tests.cast import client_of
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


def sent(client, path, **typed):
    """The form as the page made it, filled in; to be sent again and again."""
    key = client.get(path).context["form"]["key"].value()
    return lambda **changed: client.post(path, typed | changed | {"key": key})


@pytest.mark.clause("3.0")
def test_a_lead_that_is_sent_twice_is_registered_once(live):  # noqa: F811
    typed = {"source": "HAND", "unit": live.village.pk, "deed_on": "2026-09-01", "title": "资料不实", "text": "走访"}
    click = sent(client_of(live.commission_secretary), reverse("commission:lead_new"), **typed)
    first, second = click(), click()
    assert first.url == second.url
    lead = Lead.objects.get()
    assert (lead.evidence.count(), lead.steps.count()) == (1, 1)
    for other in ({"title": "另一件"}, {"text": "另一份材料"}):
        refused = click(**other)
        assert (
            refused.status_code == 422 and "重新打开页面" in refused.text and next(iter(other.values())) in refused.text
        )
    other = sent(client_of(live.commission_secretary), reverse("commission:lead_new"), **typed)
    assert other().url != first.url and Lead.objects.count() == 2, "the same said on a fresh page is another"


@pytest.mark.clause("3.0")
def test_a_talk_that_is_sent_twice_is_planned_once(live):  # noqa: F811
    day = clock.today() + timedelta(days=3)
    typed = {"kind": "TALK", "person": live.dept_staff.person.pk, "topic": "入户核实", "planned_on": day.isoformat()}
    click = sent(client_of(live.commission_staff), reverse("commission:education_new"), **typed)
    assert click().url == click().url
    assert Education.objects.count() == 1
    assert click(topic="另谈一件").status_code == 422


@pytest.mark.clause("3.0")
def test_nobody_is_given_what_another_registered_by_its_key(live):  # noqa: F811
    key = registered(live, title="资料不实").pk
    with pytest.raises(Refused, match="重新打开页面"):
        registered(live, title="资料不实", key=key, by=live.commission_staff)
    assert Lead.objects.count() == 1


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


def test_a_row_that_breaks_another_rule_of_the_database_is_no_second_click(cast):
    twin = Town(code=cast.town.code, name="示例镇", county="示例县", live_from=cast.town.live_from)
    with pytest.raises(IntegrityError):
        stored(twin)
