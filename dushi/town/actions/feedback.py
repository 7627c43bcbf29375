"""反馈与减负建议."""

from __future__ import annotations

from django.db import transaction

from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import Feedback, User


@transaction.atomic
def give_feedback(*, by: User, text: str, page: str = "") -> Feedback:
    """Keep what somebody in post says about the product. It is no act upon anything, so no event is written."""
    person = person_of(by)
    return Feedback.objects.create(town_id=person.town_id, person=person, at=clock.now(), text=text, page=page)


@transaction.atomic
def answer_feedback(*, feedback: Feedback, by: User, answer: str) -> Feedback:
    """Answer it, once, for whoever wrote it to read. Raises Refused where it was answered meanwhile."""
    row = Feedback.objects.select_for_update().get(pk=feedback.pk)
    demand(not row.answer, "这一条已经有人答复，请刷新后查看。", "answer")
    row.answer, row.answered_by, row.answered_at = answer, person_of(by), clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    return row
