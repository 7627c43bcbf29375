"""What a telephone sends later: lines of a checklist and household replies; never of a covert inspection (2.0.m9)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from dushi import clock
from dushi.offline import receipts
from dushi.offline.answers import kept, refused, told
from dushi.offline.copies import Differs, Pairs, digest, keep_copy
from dushi.offline.models import Copy, Kind, Receipt
from dushi.records.errors import Refused
from dushi.town.doing import attempt, said
from dushi.town.models import User
from inspections.actions.fieldwork import keep_line
from inspections.actions.surveys import add_reply
from inspections.forms.check import LineForm
from inspections.forms.survey import ReplyForm
from inspections.models import CheckLine, InspectionUnit, Survey, SurveyAnswer

Result = CheckLine.Result
KEY_TAKEN = "这一份的编号已用于另一项检查，本次没有保存。请打开检查页重新填写。"


def take_line(form: LineForm, place: InspectionUnit, user: User) -> HttpResponse:
    """What the queue is told of the line it sent. A line without a key is no sending of the queue."""
    if form.is_valid() and not form.cleaned_data["key"]:
        form.add_error(None, "这一项没有编号，请打开检查页重新填写。")
    if not form.is_valid():
        return refused(form)
    data = form.cleaned_data
    line = attempt(
        form,
        keep_sent_line,
        place=place,
        key=data["key"],
        base=data["base"],
        by=user,
        device_at=data["device_at"],
        **form.answer,
    )
    return told(line, photos=reverse("upload_new")) if line else refused(form)


@transaction.atomic
def keep_sent_line(
    *,
    place: InspectionUnit,
    key: UUID,
    base: str,
    item: str,
    result: str,
    note: str,
    by: User,
    device_at: datetime | None = None,
) -> Receipt | Copy:
    """Keep a line filled in without signal, once. base: CheckLine.stand of the line when the page was opened, "" for
    none. What somebody else changed since stays as it is, and this is kept beside it.
    device_at: aware, when it was filled in, as the device says; it counts for nothing. Raises Refused.
    """
    moment = clock.now()
    locked = InspectionUnit.objects.select_for_update(of=("self",)).select_related("unit", "inspection__town")
    row = locked.get(pk=place.pk)
    sent = said_in(item, result, note)
    url = reverse("check_page", args=[row.inspection_id, row.unit_id])
    line = row.lines.filter(item=item).select_related("checked_by").first()
    if known := Receipt.objects.filter(key=key).first():
        if (known.person_id, known.url) != (by.rights.person_id, url):
            raise Refused(KEY_TAKEN, clause=row.inspection.clause)
        if known.body_sha256 == digest(sent):
            return known
        return _beside(line, row, key, sent, by)
    if line is not None and _is_changed(line, base, by) and said_in(item, line.result, line.note) != sent:
        return _beside(line, row, key, sent, by)
    line = keep_line(place=row, item=item, result=result, note=note, by=by, at=moment)
    return receipts.give(
        kind=Kind.CHECK,
        key=key,
        obj=line,
        title=f"{row.unit} {item}：{line.get_result_display()}",
        sha256=digest(sent),
        url=url,
        by=by,
        town=row.inspection.town,
        at=moment,
        device_at=device_at,
    )


def _is_changed(line: CheckLine, base: str, by: User) -> bool:
    """Somebody else put down another answer after this page was opened, or the line is 另行处理 and stays so."""
    is_theirs = line.stand != base and line.checked_by_id != by.rights.person_id
    return is_theirs or line.result == Result.ELSEWHERE


def said_in(item: str, result: str, note: str) -> Pairs:
    return [("检查内容", item), ("结果", str(Result(result).label)), ("说明", note.strip())]


def body_again(line_id: str) -> Pairs | None:
    """settings.RECEIPT_TEXTS: what the line says; None for what is said to nobody again."""
    line = CheckLine.objects.filter(pk=line_id).exclude(result=Result.ELSEWHERE).first()
    return said_in(line.item, line.result, line.note) if line else None


def _beside(line: CheckLine | None, row: InspectionUnit, key: UUID, sent: Pairs, by: User) -> Copy:
    if line is None:
        raise Refused(KEY_TAKEN, clause=row.inspection.clause)
    return keep_copy(
        kind=Kind.CHECK,
        key=key,
        there=line,
        title=f"{row.unit} {line.item}",
        url=reverse("check_page", args=[row.inspection_id, row.unit_id]),
        # What went to the commission stays 未查 in a text that may be read later (design.md, Secrecy).
        stands=said_in(line.item, Result.UNCHECKED if line.result == Result.ELSEWHERE else line.result, line.note),
        body=sent,
        town=row.inspection.town,
        person=by.person,
        at=clock.now(),
    )


def take_reply(form: ReplyForm, survey: Survey, user: User) -> HttpResponse:
    """What the queue is told of the reply it sent."""
    if survey.inspection.is_covert:
        raise PermissionDenied
    if not form.is_valid():
        return refused(form)
    key, village = form.cleaned_data["key"], form.cleaned_data["village"]
    try:
        add_reply(survey=survey, key=key, village=village, said=form.said, by=user)
    except Differs as differs:
        return told(_reply_beside(form, survey, differs))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
        return refused(form)
    return kept(receipts.of_key(receipts.blind(key)))


def _reply_beside(form: ReplyForm, survey: Survey, differs: Differs) -> Copy:
    """Of the day alone and without a name, like the reply itself."""
    there = differs.there
    assert isinstance(there, SurveyAnswer)  # noqa: S101 - what the act of replies raises it with
    village = form.cleaned_data["village"]
    return keep_copy(
        kind=Kind.SURVEY,
        key=receipts.blind(there.pk),
        there=survey,
        title=str(survey),
        url=reverse("survey_page", args=[survey.pk]),
        stands=answers_in(survey, str(there.village), there.said),
        body=answers_in(survey, str(village), form.said),
        town=survey.town,
        person=None,
        at=clock.at(clock.today()),
    )


def answers_in(survey: Survey, village: str, said_by: dict[str, str]) -> Pairs:
    asked = survey.questionnaire.questions
    return [("村", village), *((one.text, dict(one.choices).get(said_by.get(one.id, ""), "")) for one in asked)]
