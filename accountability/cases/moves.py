"""The one door: every step of a case is checked against the table here, and written as a link of the chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accountability import steps
from accountability.cases.table import STEPS, Step
from accountability.models import Appeal, Case
from accountability.remembered import forget, remembered
from accountability.rules import limits
from dushi.records.errors import Refused, demand
from dushi.town.models import User


def locked(case: Case) -> Case:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    return Case.objects.locked().get(pk=case.pk)


def missing(case: Case, code: str) -> list[str]:
    """The sentences of what must still be there for the step, as the row that was loaded stands."""
    return [need.sentence for need in STEPS[code].needs if not remembered(case, need.code, partial(need.test, case))]


def may(user: User, case: Case, code: str) -> bool:
    """State and person together, as the table says; what must be there is asked by `missing`."""
    step = STEPS[code]
    if case.status not in step.sources:
        return False
    return remembered(case, f"{step.who.code} {user.pk}", partial(step.who.test, user, case))


@contextmanager
def taking(case: Case, code: str, *, by: User, at: datetime, text: str = "") -> Iterator[Case]:
    """The step, around what it does: the only writer of `status` and `due_at`.

    Yields the row, locked; what is set on it is saved with its state, and the link of the chain comes last, after all
    other locks. text: the reason, kept in the history. Raises Refused where the state, the person or what must be
    there forbids it.
    """
    step = STEPS[code]
    with transaction.atomic():
        row = locked(case)
        before = row.status
        _check(step, row, by)
        forget(row)
        yield row
        for name, value in _clock(step, at).items():
            setattr(row, name, value)
        row.save()
        steps.write(
            verb=step.verb, by=by, at=at, case=row, before=before, after=row.status, text=text, clause=step.clause
        )


def _check(step: Step, row: Case, by: User) -> None:
    if row.status not in step.sources:
        raise Refused(f"“{row.get_status_display()}”的问责事项不能{step.verb}。", clause=step.clause)
    demand(step.who.test(by, row), f"“{step.verb}”由{step.who.label}办理。", clause=step.clause)
    lacking = missing(row, step.code)
    demand(not lacking, f"还不能{step.verb}：{'；'.join(lacking)}。", clause=step.clause)


def _clock(step: Step, at: datetime) -> dict[str, Any]:
    """What changes with the state: the state itself, since when, and until when."""
    said: dict[str, Any] = {}
    if step.moves:
        said = {"status": step.to, "status_at": at}
    if step.to in Case.ENDED:
        return said | {"due_at": None}
    return said | ({"due_at": limits.limit(step.limit).end(at)} if step.limit else {})


def move_appeal(appeal: Appeal, to: str, *, at: datetime, **changes: Any) -> Appeal:
    """The only writer of an appeal's status, along Appeal.TRANSITIONS; its case is locked by `taking` before."""
    demand(to in Appeal.TRANSITIONS[appeal.status], f"“{appeal.get_status_display()}”的申诉不能这样办理。")
    for name, value in {**changes, "status": to, "status_at": at}.items():
        setattr(appeal, name, value)
    appeal.save()
    return appeal
