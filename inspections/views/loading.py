"""Loading for the user is the check: 404 for what is not theirs to see, 403 for what is not theirs to do."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from dushi.town.models import User
from inspections.models import Inspection

RELATED = ("town", "lead_unit", "drafted_by", "approver", "approved_by", "reported_by", "closed_by")


def get_inspection_for(user: User, pk: UUID) -> Inspection:
    """404 when not the user's to see. Members and inspected units are there."""
    rows = Inspection.objects.visible_to(user).select_related(*RELATED).with_team().with_places()
    return get_object_or_404(rows, pk=pk)
