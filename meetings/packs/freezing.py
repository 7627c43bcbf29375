"""The words of a pack, and its freezing at 会议登记."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.records.actions import issue_paper, record
from dushi.records.errors import Refused
from dushi.records.models import Paper
from dushi.town.models import User
from meetings.models import Meeting, MeetingPack
from meetings.packs import compile_pack
from meetings.packs.facts import last_pack
from meetings.packs.shape import Pack
from meetings.papers.pack import pack_body


def pack_of(meeting: Meeting) -> MeetingPack:
    """The meeting's pack; an unsaved one where none was made yet."""
    return MeetingPack.objects.filter(meeting=meeting).first() or MeetingPack(meeting=meeting)


def contents_of(meeting: Meeting, pack: MeetingPack, at: datetime | None = None) -> Pack:
    """As frozen, word for word, once the meeting is registered; compiled anew before."""
    if pack.frozen is not None:
        return pack.frozen
    return compile_pack(meeting, at or clock.now())


@transaction.atomic
def save_words(*, meeting: Meeting, analysis: str, proposals: str, by: User) -> MeetingPack:
    """综合研判 and 提请研究建议, as typed. No event: a draft. Raises Refused once the pack is frozen."""
    pack, _ = MeetingPack.objects.select_for_update().get_or_create(meeting=meeting)
    if pack.frozen_at is not None:
        raise Refused("会议已登记，调度材料已经冻结；新的情况写入下次材料。", clause=meeting.clause)
    pack.analysis, pack.proposals = analysis.strip(), proposals.strip()
    pack.save(update_fields=["analysis", "proposals"])
    return pack


@transaction.atomic
def freeze_pack(*, meeting: Meeting, at: datetime, by: User | None) -> MeetingPack:
    """Keep the pack as it was on the table; what arrives later goes to the next one. A second call changes nothing."""
    pack, _ = MeetingPack.objects.select_for_update().get_or_create(meeting=meeting)
    if pack.frozen_at is not None:
        return pack
    pack.since = last_pack(meeting).frozen_at
    pack.frozen = compile_pack(meeting, at)
    pack.frozen_at = at
    pack.save(update_fields=["since", "frozen", "frozen_at"])
    title = f"{meeting.title}调度材料"
    issue_paper(
        obj=meeting,
        kind=Paper.Kind.PACK,
        title=title,
        clause=meeting.clause,
        body=pack_body(meeting, pack, pack.frozen, title=title),
        by=by,
        numbered=False,
        at=at,
    )
    record("调度材料冻结", meeting, by=by, clause=meeting.clause, at=at)
    return pack
