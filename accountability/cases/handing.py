"""移送 (3.4.b): handed to those above with a letter and a list; the receipt and the outcome come back."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime

from accountability.cases import asks, wording
from accountability.cases.asks import hold
from accountability.cases.assessing import post_measures
from accountability.cases.moves import taking
from accountability.cases.organs import unit_of
from accountability.models import Case, CaseMeasure, TransferStub
from accountability.paper_kinds import TRANSFER
from accountability.rules.measures import Body, measure, rule_set_on
from dushi import clock
from dushi.records.errors import demand
from dushi.records.numbers import give_number
from dushi.records.paper_templates import frozen
from dushi.town.models import Town, User

Stage = CaseMeasure.Stage


def next_letter(town: Town, at: datetime) -> str:
    """The number of the next 移送函 of a case: 〔2026〕1号, after the 机关代字 the commission has set for it; one that
    was typed for a lead is passed over."""
    year, organ = clock.local(at).year, unit_of(town, Body.COMMISSION)
    while True:
        number = give_number(town=town, kind=TRANSFER, year=year, organ=organ).text
        if not TransferStub.objects.filter(town=town, number=number).exists():
            return number


def transfer(
    *, case: Case, receiver: str, contents: str, reason: str, by: User, at: datetime | None = None
) -> TransferStub:
    """移送 with its letter: number, receiver, what goes with it. Ends the case here."""
    moment = at or clock.now()
    with taking(case, "transfer", by=by, at=moment, text=f"{receiver}：{reason}") as row:
        hold(asks.HANDED, bool(receiver and contents))
        hold(asks.REASON, bool(reason))
        number = next_letter(row.town, moment)
        letter = wording.transfer_letter(row, number, receiver, contents, reason, moment)
        letter = frozen(letter, town=row.town, kind=TRANSFER)
        return TransferStub.objects.create(
            town=row.town,
            case=row,
            number=number,
            handed_on=clock.local(moment).date(),
            receiver=receiver,
            is_bare=False,
            contents=json.dumps(letter, ensure_ascii=False),
        )


def record_handover(*, case: Case, receipt_on: date, by: User, at: datetime | None = None) -> TransferStub:
    """登记回执: the day the receiver confirmed."""
    with taking(case, "record_handover", by=by, at=at or clock.now()) as row:
        stub = row.transfer
        demand(stub.handed_on <= receipt_on <= clock.today(), "回执日期不能早于移送，也不能在今日之后。", "receipt_on")
        stub.receipt_on = receipt_on
        stub.save(update_fields=["receipt_on"])
    return stub


def record_outcome(
    *,
    case: Case,
    outcome: str,
    outcome_on: date,
    measures: Collection[str] = (),
    paper: str = "",
    by: User,
    at: datetime | None = None,
) -> TransferStub:
    """登记上级机关的处理结果: in their words, and the measures they decided for such a subject; the town decides
    none of them. They count in the year's assessment too (3.4.c). paper: number of their decision."""
    moment = at or clock.now()
    with taking(case, "record_outcome", by=by, at=moment, text=outcome) as row:
        stub = row.transfer
        demand(stub.handed_on <= outcome_on <= clock.today(), "日期不能早于移送，也不能在今日之后。", "outcome_on")
        known = {one.code for one in rule_set_on(row.deed_on).measures_for(row.category, town_only=False)}
        have = {one.code for one in row.measures.standing(Stage.RECORDED)}
        hold(asks.RECORDED, set(measures) <= known - have)
        stub.outcome, stub.outcome_on = outcome, outcome_on
        stub.save(update_fields=["outcome", "outcome_on"])
        rows = [_recorded(row, code, outcome_on) for code in measures]
        CaseMeasure.objects.bulk_create(rows)
        post_measures(row, rows, paper or f"{stub.receiver}处理决定", by=by, at=moment)
    return stub


def _recorded(case: Case, code: str, on: date) -> CaseMeasure:
    until = measure(code, case.deed_on).effect_until(on)
    return CaseMeasure(case=case, stage=Stage.RECORDED, code=code, decided_on=on, effect_until=until)
