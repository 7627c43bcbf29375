"""Drafts: kept as typed, at once, for the person who types; offered on another device, and to a successor."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction

from dushi import chance, clock
from dushi.records.errors import Refused, demand
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from dushi.town.undoing import as_kept, kept_row
from meetings.models import DispatchReport, ReportDraft
from meetings.report_weeks import DUTY

#: Characters in one draft; a report at its longest needs a tenth of it.
MOST_TEXT = 50_000


def save_draft(
    *, village: Unit, period: Period, key: UUID, data: dict[str, Any], by: User, at: datetime | None = None
) -> ReportDraft:
    """Keep what is typed so far; the last save of one's own draft stands. Writes no history: nothing is sent yet.

    A key that is sent already is not taken up again. Raises Refused for a text beyond all measure.
    """
    if len(str(data)) > MOST_TEXT:
        raise Refused("内容太长，没有保存。请删短后再试。", clause=DUTY)
    kept = {"key": _free(key), "data": data, "saved_at": at or clock.now()}
    try:
        with transaction.atomic():
            return _save(village, period, by, kept)
    except IntegrityError:
        # Somebody else's draft bears this key.
        return _save(village, period, by, kept | {"key": chance.uuid4()})


def _save(village: Unit, period: Period, by: User, kept: dict[str, Any]) -> ReportDraft:
    draft, _ = ReportDraft.objects.update_or_create(village=village, period=period.key, person=by.person, defaults=kept)
    return draft


def _free(key: UUID) -> UUID:
    return chance.uuid4() if DispatchReport.objects.filter(pk=key).exists() else key


def drop_draft(*, village: Unit, period: Period, by: User) -> str:
    """Throw away one's own draft; returns it for `type_again`, "" where there was none."""
    draft = ReportDraft.objects.filter(village=village, period=period.key, person=by.person).first()
    kept = as_kept(draft) if draft else ""
    if draft:
        draft.delete()
    return kept


@transaction.atomic
def type_again(*, by: User, row: str) -> str:
    """撤销 of 删去草稿. Raises Refused where one began another, or sent the report meanwhile."""
    draft = cast(ReportDraft, kept_row(row))
    typed = ReportDraft.objects.filter(village=draft.village_id, period=draft.period, person=draft.person_id)
    demand(not typed.exists(), "您已经另写了一份草稿，没有恢复。")
    draft.key = _free(draft.key)
    draft.save(force_insert=True)
    return "草稿已恢复。"


def adopt_draft(*, draft: ReportDraft, by: User, at: datetime | None = None) -> ReportDraft:
    """Go on with the draft of the other officer or of one's predecessor, as an own one with a key of its own."""
    village, period = draft.village, Period.parse(draft.period)
    return save_draft(village=village, period=period, key=chance.uuid4(), data=draft.data, by=by, at=at)
