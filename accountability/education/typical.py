"""典型案例: written without names, published by another, read by all staff as a lesson (3.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from accountability.education.naming import gives_away
from accountability.education.permissions import may_change, may_publish, may_withdraw, may_write
from accountability.models import TypicalCase
from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand as demand_of
from dushi.town.access import person_of, town_of
from dushi.town.models import Town, User

CLAUSE = "3.0"
demand = partial(demand_of, clause=CLAUSE)


@transaction.atomic
def write(*, title: str, text: str, lesson: str, clauses: Sequence[str], by: User) -> TypicalCase:
    """Write one down; nobody but the commission reads it yet. Raises Refused at the field that names somebody."""
    demand(may_write(by), "典型案例由镇纪委撰写。")
    town = town_of(by)
    _demand_nameless(town, title=title, text=text, lesson=lesson)
    return TypicalCase.objects.create(
        town=town, title=title, text=text, lesson=lesson, clauses=list(clauses), written_by=person_of(by)
    )


@transaction.atomic
def change(
    *, typical: TypicalCase, title: str, text: str, lesson: str, clauses: Sequence[str], by: User
) -> TypicalCase:
    """Rewrite it before it is published. Raises Refused as `write` does, and for anybody but who wrote it."""
    row = _locked(typical)
    demand(may_change(by, row), "发布以前由撰写人修改。")
    _demand_nameless(row.town, title=title, text=text, lesson=lesson)
    row.title, row.text, row.lesson, row.clauses = title, text, lesson, list(clauses)
    row.save(update_fields=["title", "text", "lesson", "clauses"])
    return row


@transaction.atomic
def publish(*, typical: TypicalCase, by: User, at: datetime | None = None) -> TypicalCase:
    """Publish to all staff once another of the commission read it; names are looked for anew. Raises Refused."""
    moment = at or clock.now()
    row = _locked(typical)
    demand(may_publish(by, row), "请由撰写人以外的纪委人员发布。")
    _demand_nameless(row.town, title=row.title, text=row.text, lesson=row.lesson)
    row.published_at, row.published_by = moment, person_of(by)
    row.save(update_fields=["published_at", "published_by"])
    record("发布典型案例", row, by=by, clause=CLAUSE, at=moment)
    return row


@transaction.atomic
def withdraw(*, typical: TypicalCase, by: User, at: datetime | None = None) -> TypicalCase:
    """Take it down for good. Raises Refused."""
    moment = at or clock.now()
    row = _locked(typical)
    demand(may_withdraw(by, row), "只有已发布的典型案例可以撤下。")
    row.withdrawn_at = moment
    row.save(update_fields=["withdrawn_at"])
    record("撤下典型案例", row, by=by, clause=CLAUSE, at=moment)
    return row


def _locked(typical: TypicalCase) -> TypicalCase:
    return TypicalCase.objects.select_for_update(of=("self",)).select_related("town").get(pk=typical.pk)


def _demand_nameless(town: Town, **texts: str) -> None:
    for field, text in texts.items():
        found = "、".join(f"“{one}”" for one in gives_away(text, town)[:5])
        demand(not found, f"请改写，让人认不出是谁：文中有{found}。", field)
