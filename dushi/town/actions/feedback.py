"""反馈与减负建议."""

from __future__ import annotations

from django.db import transaction

from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import Feedback, User


@transaction.atomic
def give_feedback(*, by: User, text: str, page: str = "") -> Feedback:
    """Keep what somebody in post says about the product. It is no act upon anything, so no event is written."""
    person = person_of(by)
    return Feedback.objects.create(town_id=person.town_id, person=person, at=clock.now(), text=text, page=page)
