"""Loading for the user is the check: 404 for what is not theirs to see, 403 for what is not theirs to do."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from dushi.town.access import allow
from dushi.town.models import User
from meetings.models import Meeting
from meetings.permissions import may_manage

RELATED = ("body", "town", "chair__unit", "chaired_by", "recorder", "signed_by", "sitting")


def get_meeting_for(user: User, pk: int) -> Meeting:
    """404 when not the user's to see."""
    return get_object_or_404(Meeting.objects.visible_to(user).select_related(*RELATED), pk=pk)


def get_managed_meeting(user: User, pk: int) -> Meeting:
    """404 when not the user's to see, 403 when not theirs to run."""
    meeting = get_meeting_for(user, pk)
    allow(may_manage(user, meeting))
    return meeting
