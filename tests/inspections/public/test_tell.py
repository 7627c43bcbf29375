"""反映问题, the public page (2.0.m7): no login, no trace of who, one code, follow-up by it alone."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from inspections.actions import public_handling
from inspections.models import PublicReport, PublicReportPhoto
from inspections.public import limits as public_limits
from inspections.public.codes import report_of
from tests.cast import client_of
from tests.inspections.public.making import CONTACT, NAME, TEXT, accepted
from tests.inspections.public.test_intake import column


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch):
    monkeypatch.setattr(public_limits, "_hour", public_limits.Hour())


def address(cast, who):
    return f"{reverse('tell')}?town={cast.town.code}&who={who}"


def filled(cast, client, **more):
    ticket = client.get(address(cast, "other")).context["form"].initial["ticket"]
    return {"ticket": ticket, "town": cast.town.code, "kind": "HELP", "text": TEXT} | more


def sent(cast, client=None, **more):
    client = client or Client()
    answer = client.post(reverse("tell_done"), filled(cast, client, **more))
    return re.search(r"\d{4}( \d{4}){4}", answer.content.decode())[0]


def with_exif():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CANARY-PHONE"
    Image.new("RGB", (60, 40), "green").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.clause("2.0.m7")
def test_anybody_tells_without_a_login_and_follows_it_by_the_code(cast, at):
    code = sent(cast)
    report = PublicReport.objects.get()
    assert (report.text, report.channel, report.taken_by) == (TEXT, "PAGE", None)
    page = Client().post(reverse("tell_follow"), {"code": code}).content.decode()
    assert "已经收到，正在转给经办人" in page
    assert TEXT not in page


@pytest.mark.clause("2.0.m7")
def test_about_the_office_or_leaders_the_page_says_where_to_go_and_stores_nothing(cast, at):
    page = Client().get(address(cast, "above"))
    assert "12388" in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert reverse("tell_done") not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert not PublicReport.objects.exists()


def test_who_it_is_about_is_asked_before_anything_else(cast, at):
    page = Client().get(f"{reverse('tell')}?town={cast.town.code}").content.decode()
    assert "您要反映的是谁" in page
    assert "textarea" not in page


def test_where_several_towns_are_served_the_town_is_asked(cast, at):
    page = Client().get(reverse("tell")).content.decode()
    assert cast.town.code in page
    assert cast.foreign_town.code in page


def test_the_same_page_sent_twice_is_stored_once(cast, at):
    client = Client()
    data = filled(cast, client)
    first, second = (client.post(reverse("tell_done"), data).content.decode() for _ in "ab")
    code = re.compile(r"\d{4}( \d{4}){4}")
    assert code.search(first)[0] == code.search(second)[0]
    assert PublicReport.objects.count() == 1


@pytest.mark.clause("2.0.m7")
def test_a_photo_keeps_its_pixels_alone_encrypted_and_for_the_handler(cast, at):
    sent(cast, photos=SimpleUploadedFile("CANARY.jpg", with_exif(), "image/jpeg"))
    photo = PublicReportPhoto.objects.get()
    assert b"CANARY" not in photo.content
    assert Image.open(io.BytesIO(photo.content)).size == (60, 40)
    assert photo.content not in [bytes(value) for value in column("inspections_publicreportphoto", "content")]
    at_window = reverse("publicreport_photo", args=[photo.report_id, photo.pk])
    assert client_of(cast.desk).get(at_window).status_code == 403
    report = public_handling.hand_on(report=photo.report, handler=cast.clerk.person, by=cast.desk)
    assert client_of(cast.clerk).get(at_window).content == photo.content
    assert client_of(cast.office_head).get(reverse("publicreport_photo", args=[report.pk, photo.pk])).status_code == 404


def test_a_broken_photo_is_said_and_nothing_typed_is_lost(cast, at):
    client = Client()
    data = filled(cast, client, photos=SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg"))
    answer = client.post(reverse("tell_done"), data)
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert not PublicReport.objects.exists()


@pytest.mark.clause("2.0.m7")
def test_the_handler_asks_and_the_reporter_answers_by_the_code(cast, at):
    code = sent(cast)
    report = report_of(code)
    public_handling.hand_on(report=report, handler=cast.clerk.person, by=cast.desk)
    public_handling.accept(report=report, text="", by=cast.clerk)
    public_handling.ask_reporter(report=report, text="是哪一段沟？", by=cast.clerk)
    page = Client().post(reverse("tell_follow"), {"code": code}).content.decode()
    assert "是哪一段沟？" in page
    assert "经办人有话问您" in page
    assert cast.clerk.person.name not in page
    for _ in "ab":
        answer = Client().post(reverse("tell_follow"), {"code": code, "text": "东头那一段"})
    assert "已经收到您补充的话" in answer.content.decode()
    assert [(word.kind, word.text) for word in report.words.all()][2:] == [("REPLY", "东头那一段")]
    public_handling.answer(report=report, text="已经清淤。", by=cast.clerk)
    assert "已经清淤。" in Client().post(reverse("tell_follow"), {"code": code}).content.decode()


def test_a_wrong_code_says_only_that_it_was_not_found(cast, at):
    accepted(cast)
    answers = [Client().post(reverse("tell_follow"), {"code": code}) for code in ("1" * 20, "12")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("没有查到" in answer.content.decode() for answer in answers)


def test_pages_are_kept_by_nobody_and_set_no_cookie_but_the_token(cast, at):
    client = Client()
    for page in (client.get(reverse("tell")), client.get(address(cast, "other")), client.get(reverse("tell_follow"))):
        assert page["Cache-Control"] == "private, no-store"
        assert page["Referrer-Policy"] == "same-origin"
    sent(cast, client, name=NAME)
    assert set(client.cookies) <= {"dushi_csrf"}


@pytest.mark.clause("2.0.m7")
def test_no_address_device_or_moment_of_who_tells_is_in_any_table_or_log(cast, at, caplog):
    caplog.set_level("DEBUG")
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="CANARY-AGENT", HTTP_X_FORWARDED_FOR="203.0.113.77")
    code = sent(cast, client, name=NAME, contact=CONTACT)
    client.post(reverse("tell_follow"), {"code": code, "text": "再补充"})
    client.get("/fanying/nothing-here/")
    out = io.StringIO()
    call_command("dumpdata", "--all", stdout=out)
    for trace in ("203.0.113.77", "CANARY-AGENT", "cb00714d"):
        assert trace not in out.getvalue()
        assert trace not in caplog.text
    assert client.session.session_key is None or not client.session.keys()


def test_too_much_from_one_address_waits_and_the_address_is_nowhere(cast, at):
    client = Client(REMOTE_ADDR="203.0.113.9")
    most = public_limits.LIMITS["code"][0]
    public_limits._hour = public_limits.Hour()
    statuses = []
    for _ in range(most + 1):
        request = client.get("/fanying/").wsgi_request
        statuses.append(public_limits.passes(request, "code"))
    assert statuses == [True] * most + [False]
    assert "203.0.113.9" not in str(public_limits._hour.counts)
    other = Client(REMOTE_ADDR="203.0.113.10").get("/fanying/").wsgi_request
    assert public_limits.passes(other, "code")


def test_who_is_too_quick_is_told_to_wait(cast, at, monkeypatch):
    monkeypatch.setattr(public_limits, "LIMITS", {"tell": (0, 0), "code": (0, 0)})
    assert Client().post(reverse("tell_follow"), {"code": "1" * 20}).status_code == 429
    assert Client().post(reverse("tell_done"), {"town": cast.town.code}).status_code == 429
