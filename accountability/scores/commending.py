"""加分 by a superior's document: registered by one of the commission, checked and counted by another."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.desk.files import keep_file
from accountability.models import AssessmentScheme, Commendation, ScoreEntry
from accountability.models.relation import is_kin
from accountability.notices.registering import standard
from accountability.once import once
from accountability.posts import posts_or_heads
from accountability.scores import posting, schemes
from accountability.scores.subjects import SubjectKind, kind_of
from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.access import person_of, town_of
from dushi.town.models import Person, Unit, User

CLAUSE = "3.4.d"
KNOWN = "这份文件对该对象已经登记过。"
Status = Commendation.Status


def may_commend(user: User, row: Commendation | None = None) -> bool:
    return user.rights.is_commission


def may_count(user: User, row: Commendation) -> bool:
    """Checked by another than registered it, and not about themself."""
    return (
        user.rights.is_commission
        and row.status == Status.REGISTERED
        and user.rights.person_id != row.registered_by_id
        and not is_own(user, row)
    )


def may_take_back(user: User, row: Commendation) -> bool:
    return user.rights.is_commission and row.status != Status.WITHDRAWN and not is_own(user, row)


def is_own(user: User, row: Commendation) -> bool:
    """About themself, a relative, or a unit they head."""
    return is_near(user, row.person, row.unit)


def is_near(user: User, person: Person | None, unit: Unit | None) -> bool:
    me = user.rights.person_id
    if unit is not None:
        return unit.pk in user.rights.headed
    return person is not None and (person.pk == me or is_kin(me, person))


def missing(row: Commendation) -> list[str]:
    """Why it cannot count (yet)."""
    subject, scheme = row.subject, schemes.in_force(row.town, row.issued_on.year)
    if scheme is None:
        return [f"{row.issued_on.year}年的考核办法还没有施行"]
    if scheme.is_example and not row.is_example_subject:
        return ["施行的是示例考核办法，不给真实的单位和人员加分"]
    if subject is None or not scheme.rules.bonus_for(row.level, kind_of(subject)):
        return ["考核办法没有给这一级表彰加分"]
    return []


@transaction.atomic
def commend(
    *,
    level: str,
    document_number: str,
    issuer: str,
    title: str,
    issued_on: date,
    document: UploadedFile,
    unit: Unit | None = None,
    person: Person | None = None,
    by: User,
    at: datetime | None = None,
) -> Commendation:
    """Register one subject of a commending document. Raises Refused."""
    moment, town = at or clock.now(), town_of(by)
    demand(may_commend(by), "表彰由镇纪委登记。", clause=CLAUSE)
    subject = unit or person
    demand(subject is not None and not (unit and person), "请选一个单位或者一个人，只选一个。", "unit", clause=CLAUSE)
    assert subject is not None  # noqa: S101 - demanded above
    demand(kind_of(subject) is not None, "镇里不考核该对象，不加分。", "person", clause=CLAUSE)
    demand(not is_near(by, person, unit), "本人、近亲属和自己负责的单位的表彰，由别人登记。", "person", clause=CLAUSE)
    demand(issued_on <= clock.local(moment).date(), "成文日期不能晚于今天。", "issued_on", clause=CLAUSE)
    number = standard(document_number)
    same = Commendation.objects.filter(town=town, document_number=number, unit=unit, person=person)
    demand(
        not same.exclude(status=Status.WITHDRAWN).exists(),
        KNOWN,
        "document_number",
        clause=CLAUSE,
    )
    kept = keep_file(upload=document, town=town, by=by)
    with once(KNOWN, field="document_number", clause=CLAUSE):
        row = Commendation.objects.create(
            town=town,
            level=level,
            document_number=number,
            issuer=issuer,
            title=title,
            issued_on=issued_on,
            document=kept,
            unit=unit,
            person=person,
            posts_text=posts_or_heads(subject, issued_on),
            registered_at=moment,
            registered_by=person_of(by),
        )
    record("登记表彰", row, by=by, clause=CLAUSE, at=moment)
    return row


@transaction.atomic
def count(*, commendation: Commendation, by: User, at: datetime | None = None) -> ScoreEntry:
    """核对、加分: the document was compared; the bonus of the year's scheme is posted at once."""
    moment, row = at or clock.now(), _locked(commendation)
    demand(may_count(by, row), "由登记人以外的纪委人员核对，本人、近亲属和负责人不能核对。", clause=CLAUSE)
    gaps = missing(row)
    demand(not gaps, f"{'；'.join(gaps)}。", clause=CLAUSE)
    scheme, subject = schemes.in_force(row.town, row.issued_on.year), row.subject
    assert scheme is not None and subject is not None  # noqa: S101 - said by missing()
    entry = _post(row, scheme, subject, by, moment)
    row.checked_at, row.checked_by = moment, person_of(by)
    _move(row, Status.COUNTED)
    record("核对表彰，加分", row, by=by, clause=CLAUSE, at=moment)
    return entry


def _post(row: Commendation, scheme: AssessmentScheme, subject: Person | Unit, by: User, at: datetime) -> ScoreEntry:
    kind = kind_of(subject)
    said = f"{row.get_level_display()}级表彰，{SubjectKind(kind).label if kind else ''}"
    return posting.post(
        subject=subject,
        town=row.town,
        year=scheme.year,
        kind=ScoreEntry.Kind.BONUS,
        nominal=scheme.rules.bonus_for(row.level, kind) or 0,
        matter_key=f"commendation:{row.pk}",
        source=row,
        basis=f"{row.issuer}{row.document_number}：{row.title}",
        posts_text=row.posts_text,
        scheme=scheme,
        rule=f"{scheme.full_name}：{said}",
        clause=CLAUSE,
        happened_on=row.issued_on,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back(*, commendation: Commendation, reason: str, by: User, at: datetime | None = None) -> Commendation:
    """撤销: the superior took it back, or it was registered wrongly; what was counted is reversed."""
    moment, row = at or clock.now(), _locked(commendation)
    demand(may_take_back(by, row), "已经撤销的表彰不能再办；本人、近亲属和负责人不能办。", clause=CLAUSE)
    posting.reverse(source=row, reason=reason, by=by, at=moment)
    _move(row, Status.WITHDRAWN)
    record("撤销表彰", row, by=by, clause=CLAUSE, reason=reason, at=moment)
    return row


def _locked(row: Commendation) -> Commendation:
    rows = Commendation.objects.select_for_update(of=("self",)).select_related("town", "unit", "person")
    return rows.get(pk=row.pk)


def _move(row: Commendation, status: Status) -> None:
    """The only writer of `status`."""
    demand(status in row.TRANSITIONS[row.status], f"表彰现在是{row.get_status_display()}，不能这样办。")
    row.status = status
    row.save(update_fields=["status", "checked_at", "checked_by"])
