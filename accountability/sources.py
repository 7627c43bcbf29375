"""What the other rooms know that may lead to accountability, as frozen facts (X.1). The one module of chapter 3 that
reads meetings and inspections.

Nothing here says who reported something to the public window: of a 检举 there is only that it exists, and its text for
its handler alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from accountability.missed import Fact
from accountability.models import CriticismNotice, NoticeSubject
from dushi import clock, words
from dushi.records.models import Attachment
from dushi.town.models import User
from inspections.models import Finding, Inspection, PublicReport


@dataclass(frozen=True)
class Origin:
    """A finding, a 检举 or a line of a superior's notice that a person of the commission is to judge. key: proposes
    once; handler: id of who alone may judge it, None for whoever presides."""

    key: str
    town_id: int
    unit_id: int | None = None
    person_id: int | None = None
    on: date | None = None
    title: str = ""
    handler: int | None = None
    facts: tuple[Fact, ...] = ()


# Findings and reports ------------------------------------------------------------------------------------------------


def sealed_findings(since: datetime) -> list[Origin]:
    """Sealed after that moment, those of an open covert inspection only once it is closed. Two probes of an index; a
    third query for the pictures."""
    disclosed = Inspection.objects.disclosed()
    sealed = Finding.objects.filter(is_sealed=True)
    closed = Inspection.objects.filter(is_covert=True, closed_at__gt=since).values_list("pk", flat=True)
    fresh = Q(found_at__gt=since, inspection__in=disclosed.values("pk"))
    ids = list(sealed.filter(fresh).values_list("pk", flat=True))
    ids += sealed.filter(inspection__in=list(closed)).values_list("pk", flat=True)
    if not ids:
        return []
    rows = sealed.filter(pk__in=ids).select_related("inspection", "unit", "found_by")
    photos: dict[str, list[Attachment]] = defaultdict(list)
    label = Finding._meta.label_lower
    for photo in Attachment.objects.filter(object_type=label, object_id__in=[str(pk) for pk in ids]).order_by("pk"):
        photos[photo.object_id].append(photo)
    return [_finding(row, photos[str(row.pk)]) for row in rows]


def _finding(row: Finding, photos: list[Attachment]) -> Origin:
    label, pk = Finding._meta.label_lower, str(row.pk)
    text = "\n".join(
        [
            f"{row.inspection.title}（{row.inspection.get_kind_display()}），{row.unit}，检查内容 {row.item}。",
            f"{row.title}（{row.get_severity_display()}）。",
            row.evidence,
            f"{row.found_by}，{words.moment(row.found_at)}发现。",
        ]
    )
    return Origin(
        key=f"FINDING:{pk}",
        town_id=row.town_id,
        unit_id=row.unit_id,
        on=clock.local(row.found_at).date(),
        title=row.title,
        facts=(
            Fact("检查发现", text, label, pk),
            *(Fact(f"现场照片 {number}", "", label, pk, photo) for number, photo in enumerate(photos, 1)),
        ),
    )


def found_by(finding_id: str) -> int | None:
    """Who found it: a witness, who does not inquire into it."""
    return Finding.objects.filter(pk=finding_id).values_list("found_by", flat=True).first()


def tips(first: date, before: date) -> list[Origin]:
    """检举 handed to 纪委人员 from one civil day on and before another: that they exist and whose they are, and not a
    word more. One probe of an index."""
    rows = PublicReport.objects.open().filter(kind=PublicReport.Kind.TIP, handler__isnull=False)
    held = rows.filter(handed_on__gte=first, handed_on__lt=before).values_list("pk", "town", "handler")
    return [Origin(key=f"PUBLIC:{pk}", town_id=town, handler=handler) for pk, town, handler in held]


def tip_text(user: User, key: str) -> Fact | None:
    """What a 检举 says, for its handler alone; never who reported it. None where there is none for this user."""
    pk = UUID(key.partition(":")[2])
    report = PublicReport.objects.visible_to(user).filter(pk=pk, handler=user.rights.person_id).first()
    if report is None or not report.text:
        return None
    return Fact("检举内容", report.text, PublicReport._meta.label_lower, str(pk))


# Superiors -----------------------------------------------------------------------------------------------------------


def named_by_superiors(since: datetime) -> list[Origin]:
    """Lines of notices that somebody checked after that moment (3.4.d). One probe of an index."""
    rows = NoticeSubject.objects.filter(
        notice__status=CriticismNotice.Status.CHECKED, notice__checked_at__gt=since
    ).select_related("notice__matter")
    return [_named(row) for row in rows.order_by("notice__checked_at", "pk")]


def _named(row: NoticeSubject) -> Origin:
    notice = row.notice
    paper = f"{notice.issuer}{notice.document_number}"
    said = [f"{paper}《{notice.title}》，{words.short_day(notice.issued_on)}。", row.sentence, row.fault]
    fact = Fact(f"上级通报 {notice.document_number}", "\n".join(filter(None, said)), row._meta.label_lower, str(row.pk))
    return Origin(
        # A chain of notices is one matter: each subject is named in it once.
        key=f"NOTICE:{notice.matter_id}:{row.subject_key[0]}:{row.subject_key[1]}",
        town_id=notice.town_id,
        unit_id=row.unit_id,
        person_id=row.person_id,
        on=notice.matter.happened_on,
        title=f"{paper}{row.get_role_display()}：{notice.matter.title}",
        facts=(fact,),
    )
