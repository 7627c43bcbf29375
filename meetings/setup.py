"""What 初次设置 says of the usual hours of the meetings."""

from __future__ import annotations

from django.urls import reverse

from dushi.town.contracts import SetupStep
from dushi.town.models import Town, Unit
from meetings.bodies import RULES
from meetings.models import MeetingSeries


def series_step(town: Town) -> SetupStep:
    """Provider of SETUP_STEPS: how many of the bodies have their usual hour."""
    bodies = Unit.objects.in_force().filter(town=town, kind__in=RULES).count()
    ready = MeetingSeries.objects.filter(town=town, is_active=True).count()
    return SetupStep(
        "例会时间", f"{bodies} 个会议主体，{ready} 个已定例会时间", ready >= bodies, reverse("series_list")
    )
