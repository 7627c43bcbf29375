"""文书: issued with their number and frozen, served, signed for; or their refusal said by two witnesses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accountability.cases import asks
from accountability.cases.asks import hold
from accountability.cases.organs import unit_of
from accountability.models import Case, CaseStep, Lead, ServedPaper
from accountability.models.relation import near
from accountability.paper_kinds import SERIES
from accountability.rules.measures import Body
from dushi import clock
from dushi.records import chains
from dushi.records.errors import demand
from dushi.records.lines import normalized
from dushi.records.numbers import give_number
from dushi.records.paper_templates import frozen
from dushi.town.access import person_of
from dushi.town.models import Person, User

Kind, Way = ServedPaper.Kind, ServedPaper.Way
NOT_YOURS = "这份文书由本人（单位为在任主要负责人）签收和答复。"
NO_LOGIN = "对方没有登录账号的，请当面、邮寄或者留置送达"


@transaction.atomic
def issue(
    *,
    kind: str,
    body: dict[str, Any],
    by: User,
    case: Case | None = None,
    lead: Lead | None = None,
    organ: str = Body.COMMISSION,
    at: datetime | None = None,
) -> ServedPaper:
    """Freeze a paper about exactly one case or lead and give it its number. It is nobody's to read before `serve`.

    organ: the body that issues it (rules.measures.Body), whose 机关代字 it bears.
    """
    about = case or lead
    assert about is not None  # noqa: S101 - held by the constraint served_paper_of_one_thing as well
    moment = at or clock.now()
    year = clock.local(moment).year
    # Always the chain before the counter: some acts have posted points, and so hold the chain, before they issue.
    chains.hold(about.town, CaseStep.CHAIN)
    given = give_number(town=about.town, kind=f"{SERIES}{kind}", year=year, organ=unit_of(about.town, organ))
    body = frozen(body, town=about.town, kind=f"{SERIES}{kind}")
    return ServedPaper.objects.create(
        town=about.town,
        case=case,
        lead=lead,
        kind=kind,
        code=given.code,
        year=year,
        number=given.number,
        body=json.dumps(body, ensure_ascii=False),
        issued_at=moment,
        issued_by=person_of(by),
    )


@transaction.atomic
def serve(*, paper: ServedPaper, way: str, by: User, at: datetime | None = None) -> ServedPaper:
    """送达: from now the subject reads it, and its days run. Raises Refused where it was served already, and where it
    would be served through the system on somebody without a login."""
    row = _locked(paper)
    demand(row.served_at is None, "这份文书已经送达。")
    reader = reader_of(row)
    reachable = reader is not None and User.objects.filter(person=reader, is_active=True).exists()
    hold(asks.PAPER, way in Way.values and (way != Way.SYSTEM or reachable), NO_LOGIN)
    row.served_at, row.way, row.served_by = at or clock.now(), way, person_of(by)
    row.save(update_fields=["served_at", "way", "served_by"])
    return row


@transaction.atomic
def sign(*, paper: ServedPaper, by: Person, at: datetime | None = None) -> ServedPaper:
    """签收 by the subject, or by who heads the unit; twice changes nothing."""
    row = _locked(paper)
    demand(row.served_at is not None, "这份文书还没有送达。")
    if row.signed_at is None:
        row.signed_at, row.signed_by, row.refused_at, row.refusal = at or clock.now(), by, None, ""
        row.save(update_fields=["signed_at", "signed_by", "refused_at", "refusal"])
    return row


@transaction.atomic
def refuse_to_sign(
    *, paper: ServedPaper, reason: str, witnesses: Iterable[Person], at: datetime | None = None
) -> ServedPaper:
    """拒签 as two witnesses say; it counts as received."""
    row = _locked(paper)
    demand(row.served_at is not None, "这份文书还没有送达。")
    demand(row.signed_at is None, "这份文书已经签收。")
    people = list(witnesses)
    hold_witnesses(row, people, reason)
    row.refused_at, row.refusal = at or clock.now(), reason
    row.save(update_fields=["refused_at", "refusal"])
    row.witnesses.set(people)
    return row


def hold_witnesses(paper: ServedPaper, people: list[Person], said: str) -> None:
    """Two at least, other than the subject and their declared relatives, who say what happened."""
    reader = reader_of(paper)
    kin = Person.objects.filter(near(reader.pk, "pk"), pk__in=[one.pk for one in people]) if reader else ()
    is_apart = all(one != reader and one not in kin for one in people)
    hold(asks.WITNESSES, len({one.pk for one in people}) > 1 and bool(said) and is_apart)


def reader_of(paper: ServedPaper) -> Person | None:
    """The subject; of a unit who heads it today; None where nobody does."""
    about = paper.about
    if about.person_id:
        return about.person
    heads = about.unit.seats.filter(kind="HEAD") if about.unit else []
    return next((person for seat in heads if (person := seat.holder_on())), None)


def is_for(user: User, paper: ServedPaper) -> bool:
    """Served on this user, or on a unit they head today."""
    return ServedPaper.objects.for_subject(user).filter(pk=paper.pk).exists()


def body_of(paper: ServedPaper) -> dict[str, Any]:
    """The frozen body, ready to be shown."""
    return normalized(json.loads(paper.body))


def _locked(paper: ServedPaper) -> ServedPaper:
    rows = ServedPaper.objects.select_for_update(of=("self",)).select_related("town", "case", "lead")
    return rows.get(pk=paper.pk)
