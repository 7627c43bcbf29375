"""Handling a public report: handed on by name, accepted, asked about, answered; merged, sealed off, read on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from dushi import clock
from dushi.obligations.looks import Round, walk
from dushi.records.actions import record
from dushi.town.access import person_of
from dushi.town.models import Person, User
from inspections.actions.public import keep_stub
from inspections.models import (
    EnvelopeStub,
    IdentityReading,
    PublicReport,
    PublicReportCall,
    PublicReportIdentity,
    PublicReportWord,
)
from inspections.public import permissions as may
from inspections.public.clocks import clocks_for
from inspections.public.erasing import erase_content, erase_identity
from inspections.public.moves import CLAUSE, demand, locked, move, say

Status = PublicReport.Status
Word = PublicReportWord.Kind
#: Towns whose reports are looked at together.
TOWNS = 5000
ONLY_HANDLER = "只有指定的经办人可以办理。"


@transaction.atomic
def hand_on(*, report: PublicReport, handler: Person, by: User, at: datetime | None = None) -> PublicReport:
    """转办: the window, or the 纪委书记 for a 检举, names who handles it. Raises Refused for whoever is bound."""
    moment = at or clock.now()
    row = locked(report)
    day = clock.local(moment).date()
    demand(may.assigns(by, row), "由信访窗口转办；检举由纪委书记指定。")
    demand(handler in may.handlers(row, day), "这位同志不能经办：须回避，或不在经办范围。", field="handler")
    changes = {"handler": handler, "handed_on": day, "handed_by": by.person}
    return move(row, Status.ASSIGNED, verb="转办群众反映", by=by, at=moment, **changes)


@transaction.atomic
def give_back(*, report: PublicReport, by: User, at: datetime | None = None) -> PublicReport:
    """退回: not the handler's to handle. The window, or the 纪委书记, has it again. Raises Refused."""
    demand(may.handles(by, locked(report)), ONLY_HANDLER)
    changes = {"handler": None, "handed_on": None, "handed_by": None}
    return move(report, Status.RECEIVED, verb="退回群众反映", by=by, at=at or clock.now(), **changes)


def return_orphans(at: datetime) -> int:
    """A step of the tick: what a handler left behind when their post ended is to be handed on anew. Safe twice.

    Looks at each town once a day and whenever its seats or posts change; returns how many reports came back.
    """

    def look(round_: Round) -> int:
        orphans = list(PublicReport.objects.orphaned().filter(town__in=round_.towns).only("pk"))
        changes = {"handler": None, "handed_on": None, "handed_by": None}
        for report in orphans:
            move(report, Status.RECEIVED, verb="经办人离任，重新转办", by=None, at=at, **changes)
        return len(orphans)

    tomorrow = clock.at(clock.local(at).date() + timedelta(days=1))
    return walk("ORPHANS", at, look, size=TOWNS, until=tomorrow)


@transaction.atomic
def accept(*, report: PublicReport, text: str, by: User, at: datetime | None = None) -> PublicReport:
    """受理 and tell the reporter so, by the code. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    demand(row.status == Status.ASSIGNED, f"“{row.get_status_display()}”的反映不能受理。")
    day = row.accepted_on or clock.local(moment).date()  # a second handler starts no clock anew
    row = move(row, Status.ACCEPTED, verb="受理群众反映", by=by, at=moment, accepted_on=day)
    say(row, Word.NOTICE, text or "您反映的事已经受理。", moment)
    return row


@transaction.atomic
def decline(*, report: PublicReport, text: str, by: User, at: datetime | None = None) -> PublicReport:
    """不予受理, with the reason and where to go instead, told by the code. Raises Refused."""
    moment = at or clock.now()
    demand(may.handles(by, locked(report)), ONLY_HANDLER)
    demand(bool(text), "请写明理由，以及应当向哪里反映。", field="text")
    row = move(report, Status.DECLINED, verb="不予受理群众反映", by=by, at=moment)
    say(row, Word.OUTCOME, text, moment)
    return row


@transaction.atomic
def extend(*, report: PublicReport, approved_by: str, text: str, by: User, at: datetime | None = None) -> PublicReport:
    """延期, once, where the law in force gives it, with an approval, and told to the reporter. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.may_work(by, row), ONLY_HANDLER)
    demand(clocks_for(row.kind, row.received_on).extend is not None, "这类反映没有延长期限的规定。")
    demand(row.status == Status.ACCEPTED and row.extended_on is None, "受理以后可以延长一次。")
    demand(bool(approved_by), "请写明批准人。", field="approved_by")
    demand(bool(text), "请写明延长的理由，反映人看得到。", field="text")
    row.extended_on = clock.local(moment).date()
    row.save(update_fields=["extended_on"])
    say(row, Word.NOTICE, f"经{approved_by}批准，办理期限延长：{text}", moment)
    record("延长群众反映办理期限", row, by=by, clause=CLAUSE, at=moment)
    return row


@transaction.atomic
def ask_reporter(*, report: PublicReport, text: str, by: User, at: datetime | None = None) -> PublicReportWord:
    """A question to the reporter, who finds it by the code. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.may_ask(by, row), ONLY_HANDLER)
    demand(bool(text), "请写明要问的问题。", field="text")
    word = say(row, Word.QUESTION, text, moment)
    _note(row)
    record("询问反映人", row, by=by, clause=CLAUSE, at=moment)
    return word


def _note(row: PublicReport) -> None:
    for one in [row, *row.merged.select_for_update()]:
        one.seen = max((word.position for word in one.words.all()), default=0)
        one.save(update_fields=["seen"])


@transaction.atomic
def note_words(*, report: PublicReport, by: User) -> PublicReport:
    """What the reporter said since is noted: it waits on the desk no more. Raises Refused."""
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    _note(row)
    return row


@transaction.atomic
def conclude(*, report: PublicReport, by: User, at: datetime | None = None) -> PublicReport:
    """办结 of a 检举: from this day the term of feedback runs. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    demand(row.is_tip, "求助和信访直接答复。")
    return move(row, Status.CONCLUDED, verb="办结群众反映", by=by, at=moment, concluded_on=clock.local(moment).date())


@transaction.atomic
def answer(*, report: PublicReport, text: str, by: User, at: datetime | None = None) -> PublicReport:
    """答复: the outcome goes back to the reporter, and to those whose reports were merged into it. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    demand(bool(text), "请写明办理结果。", field="text")
    demand(not row.is_tip or row.status == Status.CONCLUDED, "检举先办结，再反馈。")
    changes = {} if row.concluded_on else {"concluded_on": clock.local(moment).date()}
    row = move(row, Status.ANSWERED, verb="答复反映人", by=by, at=moment, **changes)
    say(row, Word.OUTCOME, text, moment)
    for other in row.merged.select_for_update():
        say(other, Word.OUTCOME, text, moment)
    _note(row)
    return row


@transaction.atomic
def reopen(*, report: PublicReport, by: User, at: datetime | None = None) -> PublicReport:
    """重新办理 after a 回访 that was not content, or new facts. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    row = move(row, Status.ACCEPTED, verb="重新办理群众反映", by=by, at=moment, concluded_on=None)
    say(row, Word.NOTICE, "您反映的事正在重新办理。", moment)
    return row


@transaction.atomic
def record_call(
    *, report: PublicReport, result: str, note: str = "", by: User, at: datetime | None = None
) -> PublicReportCall:
    """A call back. A name counts only once the reporter confirmed it; denied, it is handled as anonymous.

    Raises Refused for anybody but the handler, and for checking a name nobody gave.
    """
    moment = at or clock.now()
    row = locked(report)
    demand(may.handles(by, row), ONLY_HANDLER)
    called = PublicReportCall.Result(result)
    if called in (PublicReportCall.Result.CONFIRMED, PublicReportCall.Result.DENIED):
        known = PublicReportIdentity.objects.filter(report=row).exists()
        demand(known, "反映人没有留姓名和联系方式，无从核实。", field="result")
        PublicReportIdentity.objects.filter(report=row).update(check_result=called.value)
    call = PublicReportCall.objects.create(
        report=row, called_on=clock.local(moment).date(), called_by=person_of(by), result=called, note=note
    )
    record("回访反映人", row, by=by, clause=CLAUSE, at=moment)
    return call


@transaction.atomic
def read_identity(*, report: PublicReport, reason: str, by: User, at: datetime | None = None) -> PublicReportIdentity:
    """Name and contact, for the handler alone, with a reason; the reading is logged before anything is shown.

    Raises Refused for anybody else, without a reason, or where nothing was left or it was erased.
    """
    row = locked(report)
    demand(may.handles(by, row), "姓名和联系方式只有经办人可以查看。")
    demand(bool(reason), "请写明查看的理由。", field="reason")
    identity = PublicReportIdentity.objects.filter(report=row).first()
    if identity is None:
        demand(False, "反映人没有留姓名和联系方式，或已按期清除。")
    IdentityReading.objects.create(report=row, read_at=at or clock.now(), read_by=person_of(by), reason=reason)
    return identity  # type: ignore[return-value]


@transaction.atomic
def merge(
    *, report: PublicReport, into: PublicReport, reason: str, by: User, at: datetime | None = None
) -> PublicReport:
    """合并: two reports of the same thing go on as one. Each keeps the own code and reads nothing of another;
    what each says stays with the own report. Raises Refused."""
    moment = at or clock.now()
    demand(report.pk != into.pk, "不能并入自己。", field="into")
    held = {one.pk: locked(one) for one in sorted((into, report), key=lambda one: one.pk)}
    first, row = held[into.pk], held[report.pk]
    both = PublicReport.objects.visible_to(by).filter(pk__in=[first.pk, row.pk]).count() == 2
    demand(both and first.is_open and first.town_id == row.town_id, "只能并入您手里还在办的一件。", field="into")
    demand(first.is_tip == row.is_tip, "检举与其他反映分开办理，不能合并。", field="into")
    demand(may.may_merge(by, row), "现在不能合并。")
    demand(bool(reason), "请写明为什么是同一件事。", field="reason")
    say(row, Word.MERGE, reason, moment)
    row.merged.update(merged_into=first)
    return move(row, Status.MERGED, verb="合并群众反映", by=by, at=moment, merged_into=first)


@transaction.atomic
def seal_off(*, report: PublicReport, receiver: str, by: User, at: datetime | None = None) -> EnvelopeStub:
    """封存转交 of what turned out to concern the office, the commission or a leader: everything typed is erased here,
    an envelope stub stays that nothing leads to. Raises Refused."""
    moment = at or clock.now()
    row = locked(report)
    demand(may.may_seal_off(by, row), "现在不能封存转交。")
    demand(bool(receiver), "请选接收单位。", field="receiver")
    day = clock.local(moment).date()
    for one in [row, *row.merged.all()]:
        erase_identity(one, day)
        erase_content(one, day)
    move(row, Status.SEALED, verb="封存转交群众反映", by=by, at=moment)
    return keep_stub(row.town, receiver, by, moment)
