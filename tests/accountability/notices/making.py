"""Notices as they come in: the document, its lines, checked and told."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from accountability.notices.checking import check
from accountability.notices.lines import add_line
from accountability.notices.registering import register
from dushi import clock

HAPPENED, ISSUED = date(2026, 9, 1), date(2026, 9, 14)
SENTENCE = "示例甲村危房改造弄虚作假，予以通报批评。"


def paper(name="通报.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 \xe9\x80\x9a\xe6\x8a\xa5", "application/pdf")


def letter(number="菏脱贫通〔2026〕8号"):
    """The superior's paper of today that takes back a notice or a line of one."""
    return {"number": number, "withdrawn_on": clock.today(), "document": paper("更正.pdf")}


def registered(cast, number="菏脱贫通〔2026〕5号", *, by=None, **more):
    """A 市 notice of 14 September that names the town, registered by commission_staff."""
    given = {
        "level": "CITY",
        "document_number": number,
        "issuer": "菏泽市脱贫攻坚领导小组",
        "title": "关于危房改造问题的通报",
        "issued_on": ISSUED,
        "received_on": date(2026, 9, 15),
        "names_town": True,
        "document": paper(),
        "matter_title": "危房改造弄虚作假",
        "happened_on": HAPPENED,
    } | more
    if given.get("forwards"):
        given |= {"matter_title": "", "happened_on": None}
    return register(by=by or cast.commission_staff, **given)


def named(notice, subject, *, role="NAMED", by, **more):
    """A line of the notice about a unit or a person."""
    which = "unit" if hasattr(subject, "kind") else "person"
    given = {"sentence": SENTENCE} | ({"fault": "未按规定审核"} if role == "CAUSED" else {}) | more
    return add_line(notice=notice, role=role, by=by, **{which: subject}, **given)


def told(cast, subject, *, role="NAMED", number="菏脱贫通〔2026〕5号", **more):
    """A line that was told: registered by commission_staff, checked by commission_second, now."""
    notice = registered(cast, number, **more)
    line = named(notice, subject, role=role, by=cast.commission_staff)
    check(notice=notice, by=cast.commission_second)
    line.refresh_from_db()
    return line
