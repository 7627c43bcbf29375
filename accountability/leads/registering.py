"""登记: a lead is registered by hand or from a suggestion; or a suggestion is declined. A person decides (X.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability import evidence, sources, steps
from accountability.leads import permissions as may
from accountability.leads.moves import demand, locked, move
from accountability.leads.suggesting import keep
from accountability.models import Lead
from accountability.models.relation import kept_away
from accountability.once import AGAIN, stored
from accountability.posts import posts_text
from accountability.rules.limits import limit
from accountability.rules.situations import fits, is_referred_out
from dushi import chance, clock
from dushi.town.access import person_of, town_of
from dushi.town.models import Person, Unit, User

Status = Lead.Status
ONE_SUBJECT = "请写明一个对象：一名人员，或者一个单位。"
OWN = "涉及本人、近亲属的，请由他人登记。"


@transaction.atomic
def register(
    *,
    source: str,
    person: Person | None = None,
    unit: Unit | None = None,
    deed_on: date | None = None,
    title: str,
    clause: str = "",
    text: str = "",
    upload: UploadedFile | None = None,
    key: UUID | None = None,
    by: User,
    at: datetime | None = None,
) -> Lead:
    """登记 by hand, with what it rests on (text, a file); once, however often the form of that key is sent. From now
    拟办 runs; about 区管 people and the commission's own the five working days of 移送. Raises Refused."""
    moment = at or clock.now()
    demand(may.may_register(by), "线索由镇纪委登记。")
    demand(source in (Lead.Source.SUPERIOR, Lead.Source.HAND, Lead.Source.PUBLIC, Lead.Source.FINDING), "请选择来源。")
    said = _said(person, unit, deed_on, title, clause, by, moment)
    due_at = limit(_within(person or unit, deed_on)).end(moment)
    fresh = Lead(
        pk=key or chance.uuid4(),
        town=town_of(by),
        source=source,
        status=Status.REGISTERED,
        status_at=moment,
        due_at=due_at,
        **said,
    )
    lead, is_new = stored(fresh, "registered_by", "source", "subject_key", "deed_on", "title", "clause")
    if not is_new:
        demand(not text or any(one.text == text for one in lead.evidence.all()), AGAIN)
        return lead
    _withdraw_if_own(lead, by)
    steps.write(verb="登记线索", by=by, at=moment, lead=lead, after=lead.status, text=title, clause="3.0")
    _keep(lead, text, upload, by, moment)
    return lead


@transaction.atomic
def take_up(
    *,
    lead: Lead,
    person: Person | None = None,
    unit: Unit | None = None,
    deed_on: date | None = None,
    title: str,
    clause: str = "",
    text: str = "",
    with_report: bool = False,
    by: User,
    at: datetime | None = None,
) -> Lead:
    """登记 a suggestion, in the words of who judged it. with_report: of a 检举 its text is kept as evidence, as its
    handler decided who has looked that it does not tell who reported. Raises Refused."""
    moment = at or clock.now()
    row = locked(lead)
    demand(may.may_judge(by, row), "由主持人判断；检举由其经办人判断。")
    said = _said(person, unit, deed_on, title, clause, by, moment)
    subject = person or unit
    # What may only be handed over is nobody's to handle.
    changes: dict[str, Any] = said | ({"handler": None} if subject and is_referred_out(subject, deed_on) else {})
    row = move(
        row,
        Status.REGISTERED,
        verb="登记线索",
        by=by,
        at=moment,
        text=title,
        within=_within(subject, deed_on),
        **changes,
    )
    _withdraw_if_own(row, by)
    if with_report and (fact := sources.tip_text(by, row.source_key or "")):
        keep(row, fact, moment, by.person)
    _keep(row, text, None, by, moment)
    return row


@transaction.atomic
def decline(*, lead: Lead, reason: str, by: User, at: datetime | None = None) -> Lead:
    """不作线索, with a reason. Raises Refused."""
    demand(may.may_judge(by, locked(lead)), "由主持人判断；检举由其经办人判断。")
    demand(bool(reason), "请写明理由。", "reason")
    return move(lead, Status.DECLINED, verb="不作线索", by=by, at=at or clock.now(), text=reason, under="X.1")


def _said(
    person: Person | None, unit: Unit | None, deed_on: date | None, title: str, clause: str, by: User, at: datetime
) -> dict[str, Any]:
    """The fields of a registration, as demanded."""
    demand((person is None) != (unit is None), ONE_SUBJECT, "person")
    demand(deed_on is not None and deed_on <= clock.local(at).date(), "请写明行为日期，不能晚于今天。", "deed_on")
    demand(bool(title), "请写明反映的问题。", "title")
    subject = person or unit
    assert subject is not None and deed_on is not None  # noqa: S101 - as demanded
    demand(subject.town_id == by.rights.town_id, ONE_SUBJECT, "person")
    demand(not clause or fits(clause, subject, deed_on), "该情形与对象行为时的身份不符。", "clause")
    return {
        "person": person,
        "unit": unit,
        "posts_text": posts_text(subject, deed_on),
        "deed_on": deed_on,
        "title": title,
        "clause": clause,
        "registered_at": at,
        "registered_by": person_of(by),
    }


def _within(subject: Person | Unit | None, deed_on: date | None) -> str:
    return "LEAD_TRANSFER" if subject and is_referred_out(subject, deed_on) else "LEAD_PROPOSAL"


def _withdraw_if_own(lead: Lead, by: User) -> None:
    """Nobody registers what is about themself or a relative."""
    own = kept_away(by.rights.person_id, of="lead", in_commission=False)
    demand(not Lead.objects.filter(own, pk=lead.pk).exists(), OWN, "person")


def _keep(lead: Lead, text: str, upload: UploadedFile | None, by: User, at: datetime) -> None:
    if not text and not upload:
        return
    evidence.keep(lead, label="登记时的材料", text=text, upload=upload, by=by, at=at)
