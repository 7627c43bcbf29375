"""A superior's commendation adds points: with its document, registered by one and checked by another."""

from __future__ import annotations

import pytest

from accountability.models import Commendation, Relation
from accountability.scores import commending
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.notices.making import paper
from tests.accountability.scores.stage import counted, kinds, scheme_of
from tests.cast import client_of

pytestmark = pytest.mark.clause("3.4.d")


def commended(cast, by=None, **more):
    given = {
        "level": "CITY",
        "document_number": "菏脱贫表[2026]1号",
        "issuer": "菏泽市脱贫攻坚领导小组",
        "title": "关于表扬先进的通报",
        "issued_on": clock.today(),
        "document": paper("表彰.pdf"),
    } | (more or {"unit": cast.village})
    return commending.commend(by=by or cast.commission_staff, **given)


def test_a_commendation_counts_once_checked_by_another_and_is_taken_back(scored):
    row = commended(scored)
    with pytest.raises(Refused, match="登记人以外"):
        commending.count(commendation=row, by=scored.commission_staff)
    commending.count(commendation=row, by=scored.commission_second)
    assert kinds(scored.village) == [("BONUS", 200)]
    with pytest.raises(Refused, match="登记人以外"):
        commending.count(commendation=row, by=scored.commission_secretary)
    commending.take_back(commendation=row, reason="市里撤销", by=scored.commission_secretary)
    assert counted(scored.village) == 0
    with pytest.raises(Refused, match="已经撤销"):
        commending.take_back(commendation=row, reason="市里撤销", by=scored.commission_secretary)


def test_bonus_never_passes_its_cap(scored):
    for number, level in enumerate(("CENTRAL", "PROVINCE"), start=1):
        row = commended(scored, unit=scored.village, level=level, document_number=f"表〔2026〕{number}号")
        commending.count(commendation=row, by=scored.commission_second)
    assert counted(scored.village) == 500


def test_who_and_what_may_not_be_registered(scored):
    commended(scored)
    Relation.objects.create(
        town=scored.town,
        person=scored.clerk.person,
        relative=scored.commission_staff.person,
        kind="夫妻",
        declared_at=clock.now(),
        declared_by=scored.clerk.person,
    )
    wrong = [
        ({"unit": scored.village}, "已经登记过"),
        ({"unit": scored.area}, "镇里不考核"),
        ({"person": scored.commission_staff.person}, "由别人登记"),
        ({"person": scored.clerk.person}, "由别人登记"),
        ({"person": scored.liaison.person, "unit": scored.village}, "只选一个"),
        ({"unit": scored.second_village, "issued_on": clock.date(2027, 1, 1)}, "不能晚于今天"),
    ]
    for given, why in wrong:
        with pytest.raises(Refused, match=why):
            commended(scored, **given)
    assert Commendation.objects.count() == 1


def test_what_the_scheme_does_not_give_is_said_before_it_is_checked(cast, at):
    row = commended(cast)
    assert commending.missing(row) == ["2026年的考核办法还没有施行"]
    scheme_of(cast, bonus={})
    assert commending.missing(row) == ["考核办法没有给这一级表彰加分"]
    with pytest.raises(Refused, match="没有给这一级"):
        commending.count(commendation=row, by=cast.commission_second)


def test_the_desk_registers_checks_and_the_subject_reads_the_reason(scored):
    staff, second = client_of(scored.commission_staff), client_of(scored.commission_second)
    sent = {
        "unit": scored.village.pk,
        "level": "CITY",
        "document_number": "菏脱贫表[2026]1号",
        "issuer": "市领导小组",
        "title": "关于表扬先进的通报",
        "issued_on": "2026-09-10",
    }
    assert staff.post("/admin/commendation/new/", sent).status_code == 422
    answer = staff.post("/admin/commendation/new/", sent | {"document": paper("表彰.pdf")})
    row = Commendation.objects.get()
    assert answer.url == f"/admin/commendation/{row.pk}/"
    assert staff.get(f"/admin/commendation/{row.pk}/files/{row.document_id}/").content.startswith(b"%PDF")
    assert staff.post(f"/admin/commendation/{row.pk}/do/count/", {"is_compared": "on"}).status_code == 403
    assert second.post(f"/admin/commendation/{row.pk}/do/count/", {"is_compared": "on"}).status_code == 302
    page = client_of(scored.village_head).get("/scores/").content.decode()
    assert "市领导小组菏脱贫表〔2026〕1号：关于表扬先进的通报" in page and "+2" in page
