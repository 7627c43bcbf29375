"""问卷调查 (2.0.m4): opened once per inspection, filled household by household, closed. By the team alone.

Opening and closing stand in the 履历; a single reply does not: the minute it came in would tell at whose door.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.offline import receipts
from dushi.offline.copies import Differs
from dushi.offline.models import Kind
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.access import person_of
from dushi.town.models import Unit, User
from inspections.models import Inspection, Survey, SurveyAnswer
from inspections.moves import locked
from inspections.surveys.questionnaire import Questionnaire
from inspections.surveys.rules import may_survey, villages_of

CLAUSE = "2.0.m4"


@transaction.atomic
def open_survey(
    *, inspection: Inspection, questionnaire: Questionnaire, sampling: str, by: User, at: datetime | None = None
) -> Survey:
    """Freeze the questionnaire and say how the households are chosen. The inspection states the method from then on.

    Raises Refused for whom is not on the team, outside the days in the field, without an inspected village, twice.
    """
    moment = at or clock.now()
    row = locked(inspection)
    _check_team(row, by)
    if row.status != Inspection.Status.UNDER_WAY:
        raise Refused("检查开始以后、报告以前，才能开展问卷调查。", clause=CLAUSE)
    if not villages_of(row).exists():
        raise Refused("本次检查没有被检的村，不能入户问卷。", clause=CLAUSE)
    if Survey.objects.filter(inspection=row).exists():
        raise Refused("本次检查已经有一份问卷调查。", clause=CLAUSE)
    if not sampling.strip():
        raise Refused("请写明户是怎么选的。", clause=CLAUSE, field="sampling")
    survey = Survey.objects.create(
        town=row.town,
        inspection=row,
        kept_questions=questionnaire.frozen(),
        sampling=sampling.strip().rstrip("。"),
        opened_at=moment,
        opened_by=person_of(by),
    )
    if Inspection.Method.SURVEY not in row.methods:
        row.methods = sorted([*row.methods, str(Inspection.Method.SURVEY)])
        row.save(update_fields=["methods"])
    version = {"questionnaire": questionnaire.code, "version": questionnaire.version}
    record("开始问卷调查", survey, by=by, clause=CLAUSE, at=moment, data=version)
    return survey


@transaction.atomic
def add_reply(
    *, survey: Survey, key: UUID, village: Unit, said: dict[str, str], by: User, at: datetime | None = None
) -> SurveyAnswer:
    """Store what one household said. key: made by the sender; sent again, the same reply is returned.

    said: question → number of the answer or "x"; what is left out was not answered. Raises Refused for whom is not on
    the team, once closed, for a village that is not inspected, an answer nobody offered, an empty sheet; Differs where
    the key stands for another reply.
    """
    _check_team(survey.inspection, by)
    row = Survey.objects.select_for_update(of=("self",)).select_related("inspection", "town").get(pk=survey.pk)
    if there := SurveyAnswer.objects.filter(pk=key).first():
        if (there.survey_id, there.village_id, there.said) == (survey.pk, village.pk, said):
            return there
        said_so = "这一份已经交过，内容与本次不同。确是另一户的，请再点一次“交卷”。"
        raise Differs(said_so, there=there, clause=CLAUSE)
    if not row.takes_answers:
        raise Refused("问卷调查已经结束，不能再交卷。", clause=CLAUSE)
    if not villages_of(row.inspection).filter(pk=village.pk).exists():
        raise Refused("请选被检的村。", clause=CLAUSE, field="village")
    offered = {question.id: dict(question.choices) for question in row.questionnaire.questions}
    if not said or any(answer not in offered.get(question, {}) for question, answer in said.items()):
        raise Refused("一题都没有回答，请至少回答一题。" if not said else "有的回答不在问卷里，请重选。", clause=CLAUSE)
    today = clock.local(at or clock.now()).date()
    reply = SurveyAnswer.objects.create(id=key, survey=row, village=village, said=said, answered_on=today)
    if not row.inspection.is_covert:
        _give_receipt(row, reply, by)
    return reply


def _give_receipt(survey: Survey, reply: SurveyAnswer, by: User) -> None:
    """Of the day alone, and under a key that leads to no reply: nobody learns who asked at which door, and when."""
    receipts.give(
        kind=Kind.SURVEY,
        key=receipts.blind(reply.pk),
        title=str(survey),
        url=reverse("survey_fill", args=[survey.pk]),
        by=by,
        town=survey.town,
        at=clock.at(reply.answered_on),
    )


@transaction.atomic
def close_survey(*, survey: Survey, by: User, at: datetime | None = None) -> Survey:
    """No more replies; from now on the results stand, and stay as they are. Raises Refused for whom is not on the
    team."""
    moment = at or clock.now()
    row = Survey.objects.select_for_update(of=("self",)).select_related("inspection", "town").get(pk=survey.pk)
    _check_team(row.inspection, by)
    if row.closed_at:
        return row
    row.closed_at, row.closed_by = moment, person_of(by)
    row.save(update_fields=["closed_at", "closed_by"])
    count = row.replies.count()
    record("结束问卷调查", row, by=by, clause=CLAUSE, at=moment, reason=f"共 {count} 户", data={"replies": count})
    return row


def _check_team(inspection: Inspection, by: User) -> None:
    if not may_survey(by, inspection):
        raise Refused("问卷调查由本次检查的检查组成员办理。", clause=CLAUSE)
