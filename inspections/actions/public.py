"""Taking a public report in (2.0.m7): by the window or by the public itself; or nothing but an envelope.

No Event is written here: the row says who took it on which day, and the moment belongs to the reporter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from dushi import chance, clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import Town, Unit, User
from inspections.models import (
    EnvelopeStub,
    PublicReport,
    PublicReportIdentity,
    PublicReportPhoto,
    PublicReportWord,
    WindowSettings,
)
from inspections.public.codes import Ticket, hashed
from inspections.public.moves import CLAUSE, demand, locked, say
from inspections.public.permissions import ABOUT

MOST_PHOTOS = 3


@transaction.atomic
def receive(
    *,
    ticket: Ticket,
    town: Town,
    kind: str,
    channel: str,
    about: Unit | None,
    text: str,
    name: str = "",
    contact: str = "",
    photos: Sequence[bytes] = (),
    by: User | None,
    at: datetime | None = None,
) -> PublicReport:
    """Store a report under the ticket of its form; sent again it is stored once, other words are added to it.

    by: whose window took it; None for the public page. photos: JPEG as records.photos.stripped gives them, at most 3.
    Raises Refused without text, for a unit of another town or one whose reports go into an envelope.
    """
    day = clock.local(at or clock.now()).date()
    demand(bool(text), "请写明反映的是什么事。", field="text")
    demand(about is None or (about.town_id == town.pk and about.kind in ABOUT), "请选本镇的村或部门。", field="about")
    demand(by is None or by.rights.is_desk, "群众反映由信访窗口登记。")
    demand(len(photos) <= MOST_PHOTOS, f"照片最多 {MOST_PHOTOS} 张。", field="photos")
    if there := PublicReport.objects.filter(pk=ticket.key, town=town).first():
        return _again(there, text, at or clock.now())
    fresh = PublicReport(
        pk=ticket.key,
        town=town,
        kind=kind,
        channel=channel,
        received_on=day,
        status_on=day,
        about=about,
        text=text,
        code_hash=hashed(ticket.code),
        taken_by=by.person if by is not None else None,
    )
    report = _stored(fresh)
    if report is not fresh:
        return _again(report, text, at or clock.now())
    if name or contact:
        PublicReportIdentity.objects.create(report=report, name=name, contact=contact)
    for position, content in enumerate(photos, start=1):
        PublicReportPhoto.objects.create(report=report, position=position, content=content)
    return report


def _stored(fresh: PublicReport) -> PublicReport:
    """Stored; or what the same form stored at the very same moment, so that a double tap is shown its code too."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        there = PublicReport.objects.filter(pk=fresh.pk, town=fresh.town_id).first()
        if there is None:
            raise Refused("这一页已失效，请重新打开后再填。", clause=CLAUSE) from None
        return there
    return fresh


def _again(report: PublicReport, text: str, at: datetime) -> PublicReport:
    """The same form a second time: nothing twice, but nothing lost either."""
    said = [report.text, *(word.text for word in report.words.all())]
    if text not in said:
        add_words(report=report, text=text, at=at)
    return report


@transaction.atomic
def add_words(
    *, report: PublicReport, text: str, is_reply: bool = False, at: datetime | None = None
) -> PublicReportWord:
    """The reporter adds something or answers a question, at the window or by the code. Raises Refused without text,
    and for one that was sealed off: there is nobody here to read it."""
    row = locked(report)
    main = row.merged_into or row
    demand(bool(text), "请写明要补充的内容。", field="text")
    demand(main.status != PublicReport.Status.SEALED, "这件反映已转交上级，补充情况请向上级反映。", field="text")
    demand(row.content_erased_on is None, "这件反映已过保存期，请作为新的一件反映。", field="text")
    kind = PublicReportWord.Kind.REPLY if is_reply else PublicReportWord.Kind.ADDED
    return say(row, kind, text, at or clock.now())


@transaction.atomic
def seal_envelope(*, town: Town, receiver: str, by: User, at: datetime | None = None) -> EnvelopeStub:
    """封存转交: what is about the office, the commission or leaders stays on paper in a sealed envelope.

    The number is random, so that it counts nothing. Raises Refused for whom is not at the window.
    """
    demand(by.rights.is_desk and by.rights.town_id == town.pk, "封存转交由信访窗口登记。")
    demand(bool(receiver), "请选接收单位。", field="receiver")
    return keep_stub(town, receiver, by, at or clock.now())


def keep_stub(town: Town, receiver: str, by: User, at: datetime) -> EnvelopeStub:
    day = clock.local(at).date()
    number = f"封{day:%Y%m%d}-{chance.code(4)}"
    while EnvelopeStub.objects.filter(town=town, number=number).exists():
        number = f"封{day:%Y%m%d}-{chance.code(4)}"
    stub = EnvelopeStub.objects.create(town=town, number=number, handed_on=day, receiver=receiver)
    record("封存转交", stub, by=by, clause=CLAUSE, at=at)
    return stub


@transaction.atomic
def change_window(*, settings: WindowSettings, by: User, at: datetime | None = None) -> WindowSettings:
    """Keep what the public is told about the window. Raises Refused for whom is neither desk nor administrator."""
    demand(by.rights.is_desk or by.rights.is_admin, "由信访窗口或系统管理员设置。")
    settings.save()
    record("设置信访窗口", settings, by=by, clause=CLAUSE, at=at)
    return settings


def window_of(town: Town) -> WindowSettings:
    """What is set for the town, or the defaults, unsaved."""
    return WindowSettings.objects.filter(town=town).first() or WindowSettings(town=town)
