"""What a phone fetches ahead, to be filled in without signal: checklists and questionnaires of inspections under way.

Never of a covert one, open or closed (2.0.m9).
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from dushi.town.models import User
from inspections.models import Inspection, Survey


def pages(user: User, at: datetime) -> list[str]:
    """settings.OFFLINE_PROVIDERS: paths for this person, who serves on them. Three queries."""
    mine = Inspection.objects.visible_to(user).served_by(user.rights.person_id)
    open_ones = mine.filter(status=Inspection.Status.UNDER_WAY, is_covert=False).order_by("first_on", "pk")
    found = []
    for row in open_ones.prefetch_related("places"):
        found += [reverse("check_page", args=[row.pk, place.unit_id]) for place in row.places.all()]
    surveys = Survey.objects.filter(inspection__in=open_ones, closed_at__isnull=True).order_by("opened_at")
    return found + [reverse("survey_fill", args=[pk]) for pk in surveys.values_list("pk", flat=True)]
