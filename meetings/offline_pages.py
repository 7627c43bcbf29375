"""What a phone fetches ahead, to be filled in without signal: the own week's reports, and the form of a visit."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from dushi.obligations.models import Obligation
from dushi.town.models import Unit, User
from meetings.models import DispatchReport
from meetings.permissions import may_record_visit
from meetings.report_filling import Filling
from meetings.report_weeks import DUTY, this_week
from meetings.visit_page import villages_for

#: Villages whose form of a visit is fetched; the others need the signal.
MOST_VILLAGES = 20


def pages(user: User, at: datetime) -> list[str]:
    """settings.OFFLINE_PROVIDERS: paths for this person."""
    return [*_reports(user, at), *_visits(user)]


def _reports(user: User, at: datetime) -> list[str]:
    """This week's form (a week that is 并入 another is that one's) of each village one answers for, and 本周无变化
    where it may be said; and what was sent back."""
    rights, week = user.rights, this_week(at)
    kept = Obligation.objects.filter(duty__key=DUTY, period=week.key, kept_by=rights.person_id).values("scope")
    mine = Q(pk__in=rights.liaison_villages) | Q(pk__in=kept, town=rights.town_id)
    found = []
    for village in Unit.objects.villages().filter(mine).select_related("town").order_by("order", "pk"):
        found.append(reverse("report_form", args=[village.pk, week]))
        if Filling(village, week, user, at).may_be_unchanged:
            found.append(reverse("report_unchanged", args=[village.pk, week]))
    returned = DispatchReport.objects.returned().filter(village__in=rights.liaison_villages).order_by("returned_at")
    return found + [reverse("report_form", args=[row.village_id, row.period]) for row in returned]


def _visits(user: User) -> list[str]:
    """Of 班子 and 管区书记, who go to the villages: the choice of a village, and the form of those one is to visit."""
    rights = user.rights
    if not may_record_visit(user) or not (rights.is_leader or rights.is_area_secretary):
        return []
    choice = reverse("visit_new")
    villages = villages_for(user).filter(fits=True)[:MOST_VILLAGES]
    return [choice, *(f"{choice}?village={village.pk}" for village in villages)]
