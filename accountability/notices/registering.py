"""Registering a notice from the superior's document, and mending the registration until it is checked (3.4.d)."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.desk.files import keep_file
from accountability.models import CriticismNotice, NamedMatter, StoredFile
from accountability.notices import matters
from accountability.notices.moves import CLAUSE, demand, locked, note
from accountability.notices.permissions import may_register, may_write
from accountability.once import once
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.access import person_of
from dushi.town.models import Town, User

#: The year in whatever brackets it was typed.
YEAR = re.compile(r"[\[［【〔(（](\d{4})[\]］】〕)）]")

KNOWN = "这份文件已经登记过，请核对文号。"
NEEDED = "没有文件不得计分，请上传通报原件的 PDF、扫描件或照片。"


def standard(number: str) -> str:
    """A document number as the standard writes it, so that one paper is known again: 菏牡通〔2026〕5号."""
    return YEAR.sub(r"〔\1〕", re.sub(r"\s+", "", number))


@transaction.atomic
def register(
    *,
    level: str,
    document_number: str,
    issuer: str,
    title: str,
    issued_on: date,
    received_on: date,
    document: UploadedFile | None,
    by: User,
    names_town: bool = False,
    forwards: CriticismNotice | None = None,
    matter_title: str = "",
    happened_on: date | None = None,
    at: datetime | None = None,
) -> CriticismNotice:
    """Register one document, with its paper. forwards: the notice it passes on; both are one matter. Raises Refused."""
    moment = at or clock.now()
    demand(may_register(by), "通报由镇纪委登记。")
    number = standard(document_number)
    _demand_dates(issued_on, received_on, moment)
    _demand_new(by.rights.town_id, level, number)
    matter = matters.matter_for(
        forwards=forwards, title=matter_title, happened_on=happened_on, level=level, issued_on=issued_on, by=by
    )
    kept = keep_paper(document, matter.town, by)
    with once(KNOWN, field="document_number", clause=CLAUSE):
        notice = CriticismNotice.objects.create(
            town=matter.town,
            matter=matter,
            level=level,
            document_number=number,
            issuer=issuer,
            title=title,
            issued_on=issued_on,
            received_on=received_on,
            forwards=forwards,
            names_town=names_town,
            document=kept,
            registered_at=moment,
            registered_by=person_of(by),
        )
    note(notice, "登记通报", by=by, at=moment, text=number)
    return notice


@transaction.atomic
def correct(
    *,
    notice: CriticismNotice,
    level: str,
    document_number: str,
    issuer: str,
    title: str,
    issued_on: date,
    received_on: date,
    by: User,
    names_town: bool = False,
    document: UploadedFile | None = None,
    matter_title: str = "",
    happened_on: date | None = None,
    at: datetime | None = None,
) -> CriticismNotice:
    """Mend what was mistyped before it is checked. document: only where another paper takes its place.

    What a notice forwards stays; matter_title and happened_on are mended where the matter is its alone.
    """
    moment = at or clock.now()
    matters.lock(notice.matter)
    row = locked(notice)
    demand(may_write(by, row), "已经核对的通报不能再改；本人或亲属、所在单位被点名的也不能改。")
    number = standard(document_number)
    _demand_dates(issued_on, received_on, moment)
    _demand_new(row.town_id, level, number, row)
    caused = row.subjects.filter(role="CAUSED").exists()
    demand(names_town or not caused, "已登记了“造成我镇被点名”的对象，请先改对象。", "names_town")
    _mend_matter(row, matter_title, happened_on, issued_on)
    row.level, row.document_number, row.issuer, row.title = level, number, issuer, title
    row.issued_on, row.received_on, row.names_town = issued_on, received_on, names_town
    replaced = row.document if document else None
    if document:
        row.document = keep_paper(document, row.town, by)
    with once(KNOWN, field="document_number", clause=CLAUSE):
        row.save()
    if replaced:
        replaced.delete()
    note(row, "改登记", by=by, at=moment, text=number)
    return row


def keep_paper(upload: UploadedFile | None, town: Town, by: User, needed: str = NEEDED) -> StoredFile:
    """The superior's paper itself. Raises Refused (field "document")."""
    demand(upload is not None, needed, "document")
    try:
        return keep_file(upload=upload, town=town, by=by)  # type: ignore[arg-type]
    except Refused as refusal:
        raise Refused(refusal.message, field="document") from None


def _mend_matter(notice: CriticismNotice, title: str, happened_on: date | None, issued_on: date) -> None:
    alone = not NamedMatter.objects.filter(pk=notice.matter_id, notices__forwards__isnull=False).exists()
    if not alone or not (title and happened_on):
        return
    demand(happened_on <= issued_on, "事情不能晚于成文日期发生。", "happened_on")
    notice.matter.title, notice.matter.happened_on = title, happened_on
    notice.matter.save(update_fields=["title", "happened_on"])


def _demand_dates(issued_on: date, received_on: date, at: datetime) -> None:
    today = clock.local(at).date()
    demand(issued_on <= received_on, "收到日期不能早于成文日期。", "received_on")
    demand(received_on <= today, "收到日期不能晚于今天。", "received_on")


def _demand_new(town_id: int | None, level: str, number: str, but: CriticismNotice | None = None) -> None:
    rows = CriticismNotice.objects.filter(town=town_id, level=level, document_number=number)
    if but:
        rows = rows.exclude(pk=but.pk)
    demand(not rows.exists(), KNOWN, "document_number")
