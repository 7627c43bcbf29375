"""A notice is registered from its document, held to it by another, and told to each subject apart (3.4.d)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accountability.models import CaseStep, CriticismNotice, NamedMatter, NoticeSubject, Relation, StoredFile
from accountability.notices.checking import check, missing
from accountability.notices.lines import change_line, remove_line
from accountability.notices.registering import correct, standard
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from dushi.records.models import ChainLink
from dushi.town.models import Post, Seat
from tests.accountability.notices.making import ISSUED, named, paper, registered

pytestmark = [pytest.mark.usefixtures("at"), pytest.mark.clause("3.4.d")]
Status = NoticeSubject.Status


def verbs(notice):
    """In the order of the chain."""
    steps = {str(step.pk): step.verb for step in CaseStep.objects.filter(notice=notice)}
    links = ChainLink.objects.filter(object_id__in=steps).order_by("seq")
    return [steps[link.object_id] for link in links]


def said(act, **arguments):
    with pytest.raises(Refused) as refusal:
        act(**arguments)
    return refusal.value


def test_a_city_notice_names_two_villages_and_the_town_through_a_department(cast):
    notice = registered(cast)
    one = named(notice, cast.village, by=cast.commission_staff)
    two = named(notice, cast.demo_village, by=cast.commission_staff)
    dept = named(notice, cast.dept, role="CAUSED", by=cast.commission_staff)
    assert notice.document.content_type == "application/pdf"
    assert (dept.fault, one.fault) == ("未按规定审核", "")
    assert one.posts_text == "示例一村主要负责人示例·沈某"
    assert missing(notice) == ["示例甲村主要负责人空缺，无人可以告知"]
    Post.objects.create(
        seat=Seat.objects.create(town=cast.town, unit=cast.demo_village, kind="HEAD"),
        person=cast.second_liaison.person,
        valid_from=date(2026, 1, 1),
    )
    check(notice=notice, by=cast.commission_second)
    lines = {line.pk: line for line in notice.subjects.all()}
    assert {line.status for line in lines.values()} == {Status.PENDING}
    assert lines[two.pk].told_at == clock.now()
    # ten working days from Thursday 17 September, over 中秋 and 国庆 as the empty calendar counts: Thursday 1 October
    assert lines[one.pk].window_ends_at == clock.at(date(2026, 10, 2))
    assert verbs(notice)[:4] == ["登记通报", "登记对象", "登记对象", "登记对象"]
    assert verify(cast.town, CaseStep.CHAIN).is_sound


def test_without_the_document_itself_nothing_is_registered(cast):
    refusal = said(registered, cast=cast, document=None)
    assert (refusal.field, refusal.clause) == ("document", "3.4.d")
    assert "没有文件不得计分" in refusal.message
    for name, content in (("通报.pdf", b""), ("通报.exe", b"MZ\x00\x00"), ("通报.pdf", b"<html>")):
        assert said(registered, cast=cast, document=SimpleUploadedFile(name, content)).field == "document"
    assert not CriticismNotice.objects.exists()
    assert not NamedMatter.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"received_on": date(2026, 9, 13)}, "received_on"),
        ({"received_on": date(2026, 9, 18)}, "received_on"),
        ({"happened_on": date(2026, 9, 15)}, "happened_on"),
        ({"happened_on": None}, "happened_on"),
        ({"matter_title": ""}, "matter_title"),
    ],
)
def test_days_that_cannot_be_are_said_at_their_field(cast, wrong, field):
    assert said(registered, cast=cast, **wrong).field == field


def test_one_document_is_known_again_however_its_number_is_typed(cast):
    assert standard("菏脱贫通[2026] 5号") == standard("菏脱贫通（2026）5号") == "菏脱贫通〔2026〕5号"
    assert standard("扶贫办（镇）通〔2026〕3号") == "扶贫办（镇）通〔2026〕3号"
    registered(cast)
    assert said(registered, cast=cast, number="菏脱贫通［2026］5 号").field == "document_number"
    assert registered(cast, level="DISTRICT").pk


def test_nobody_outside_the_commission_registers_a_notice(cast):
    for user in (cast.clerk, cast.secretary, cast.admin, cast.village_head):
        said(registered, cast=cast, by=user)
    cast.admin.is_superuser = True
    cast.admin.save()
    said(registered, cast=cast, by=cast.admin)


def test_a_forwarding_chain_is_one_matter(cast):
    first = registered(cast, "鲁脱贫通〔2026〕9号", level="PROVINCE")
    second = registered(cast, forwards=first)
    third = registered(cast, "菏牡通〔2026〕31号", level="DISTRICT", forwards=second)
    assert first.matter_id == second.matter_id == third.matter_id
    assert said(registered, cast=cast, number="上行〔2026〕1号", level="CENTRAL", forwards=third).field == "forwards"
    early = {"issued_on": date(2026, 9, 13), "received_on": date(2026, 9, 15)}
    assert said(registered, cast=cast, number="早〔2026〕1号", forwards=first, **early).field == "issued_on"


def test_a_subject_has_one_role_in_a_matter_however_many_notices_speak_of_it(cast):
    first = registered(cast, "鲁脱贫通〔2026〕9号", level="PROVINCE")
    second = registered(cast, forwards=first)
    by = cast.commission_staff
    named(first, cast.dept, role="CAUSED", by=by)
    refusal = said(named, notice=second, subject=cast.dept, role="NAMED", by=by)
    assert refusal.field == "role"
    assert "鲁脱贫通〔2026〕9号" in refusal.message
    again = named(second, cast.dept, role="CAUSED", by=by)
    assert said(change_line, line=again, role="NAMED", sentence="另一句。", by=by).field == "role"
    remove_line(line=first.subjects.get(), by=by)
    assert change_line(line=again, role="NAMED", sentence="另一句。", by=by).fault == ""
    # the head of the department is another subject
    assert named(second, cast.dept_head.person, role="CAUSED", by=by).posts_text == "镇民政办主要负责人"


def test_the_town_is_named_through_somebody_only_where_it_was_named(cast):
    notice = registered(cast, names_town=False)
    by = cast.commission_staff
    assert said(named, notice=notice, subject=cast.dept, role="CAUSED", by=by).field == "role"
    notice = registered(cast, "菏牡通〔2026〕31号")
    assert said(named, notice=notice, subject=cast.dept, role="CAUSED", fault="", by=by).field == "fault"
    assert said(named, notice=notice, subject=cast.dept, sentence="", by=by).field == "sentence"
    assert said(named, notice=notice, subject=cast.area, by=by).field == "unit"
    assert said(named, notice=notice, subject=cast.foreign_village, by=by).field == "unit"
    assert "区管" in said(named, notice=notice, subject=cast.mayor.person, by=by).message
    named(notice, cast.dept, by=by)
    assert said(named, notice=notice, subject=cast.dept, by=by).field == "unit"


def test_who_wrote_a_notice_does_not_check_it(cast):
    notice = registered(cast)
    line = named(notice, cast.village, by=cast.commission_second)
    for user in (cast.commission_staff, cast.commission_second, cast.clerk, cast.secretary):
        said(check, notice=notice, by=user)
    check(notice=notice, by=cast.commission_secretary)
    said(check, notice=notice, by=cast.commission_secretary)
    for act, more in ((remove_line, {}), (change_line, {"role": "NAMED", "sentence": "改。"})):
        said(act, line=line, by=cast.commission_staff, **more)
    said(named, notice=notice, subject=cast.dept, by=cast.commission_staff)


def test_nobody_deals_with_a_notice_about_themself_a_relative_or_their_own_unit(cast):
    notice = registered(cast)
    named(notice, cast.village, by=cast.commission_staff)
    Relation.objects.create(
        town=cast.town, person=cast.village_head.person, relative=cast.commission_second.person, kind="配偶",
        declared_at=clock.now(), declared_by=cast.village_head.person,
    )  # fmt: skip
    said(check, notice=notice, by=cast.commission_second)
    check(notice=notice, by=cast.commission_secretary)
    other = registered(cast, "菏牡通〔2026〕31号")
    named(other, cast.commission_second.person, by=cast.commission_staff)
    said(check, notice=other, by=cast.commission_second)
    said(named, notice=other, subject=cast.dept, by=cast.commission_second)


def test_what_was_mistyped_is_mended_until_it_is_checked(cast):
    notice = registered(cast)
    line = named(notice, cast.dept, role="CAUSED", by=cast.commission_staff)
    given = {
        "level": "DISTRICT", "document_number": "菏牡通[2026]6号", "issuer": "区委", "title": "改正",
        "issued_on": ISSUED, "received_on": ISSUED, "by": cast.commission_staff, "matter_title": "另一事由",
        "happened_on": ISSUED,
    }  # fmt: skip
    assert said(correct, notice=notice, names_town=False, **given).field == "names_town"
    old = notice.document_id
    row = correct(notice=notice, names_town=True, document=paper("新.pdf"), **given)
    assert (row.level, row.document_number, row.matter.title) == ("DISTRICT", "菏牡通〔2026〕6号", "另一事由")
    assert not StoredFile.objects.filter(pk=old).exists()
    remove_line(line=line, by=cast.commission_staff)
    assert missing(row) == ["还没有登记对象"]
    said(check, notice=row, by=cast.commission_second)
    assert verbs(row) == ["登记通报", "登记对象", "改登记", "删对象"]
