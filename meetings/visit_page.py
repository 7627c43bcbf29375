"""What the pages of visits show, each in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.shortcuts import get_object_or_404

from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.offline.copies import copies_of
from dushi.offline.models import Receipt
from dushi.records.models import history_of
from dushi.records.photos import photos_of
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from dushi.town.models.unit import UnitQuerySet
from meetings.forms.visit import FindingForm, VisitFilter, VisitPhotosForm
from meetings.models import Visit
from meetings.models.visit import VisitQuerySet
from meetings.permissions import may_hand_out
from meetings.visit_findings import findings_of


def get_visit_for(user: User, pk: int) -> Visit:
    """404 when not the user's to see."""
    visits = Visit.objects.visible_to(user).select_related("village", "town", "recorded_by")
    return get_object_or_404(visits.prefetch_related("participants__person"), pk=pk)


def listed(user: User, asked: VisitFilter) -> VisitQuerySet:
    """The visits this user sees, as filtered."""
    rows = Visit.objects.visible_to(user).select_related("village").prefetch_related("participants__person")
    said = asked.cleaned_data if asked.is_valid() else {}
    if word := said.get("q"):
        rows = rows.filter(Q(village__name__icontains=word) | Q(seen__icontains=word))
    if said.get("who"):
        rows = rows.filter(participants__person=said["who"], participants__declined_at__isnull=True)
    return rows


def counted_in(user: User, month: Period) -> int:
    """How many visits of that month this user sees, without those to 示例 villages."""
    return Visit.objects.visible_to(user).counted().between(month.first_day, month.last_day).count()


def villages_for(user: User, word: str = "") -> UnitQuerySet:
    """Villages this user may write down a visit to, those that serve the own duty first: key villages of a main
    leader, the own area and linked villages of a member. Annotates `fits`: whether it does."""
    fitting = Q(pk__in=user.rights.covered, is_example=False)
    if user.rights.is_main_leader:
        fitting |= Q(is_key=True, is_example=False)
    fits = Case(When(fitting, then=Value(True)), default=Value(False), output_field=BooleanField())
    villages = Unit.objects.visible_to(user).in_force().villages().with_area().annotate(fits=fits)
    if word:
        villages = villages.filter(name__icontains=word)
    return villages.order_by("-fits", F("area_order").asc(nulls_last=True), "area", "is_example", "order", "code", "pk")


def about(visit: Visit, user: User) -> dict[str, Any]:
    """Context of a visit's page for this user; forms are left out where they may not act."""
    people = sorted(visit.participants.all(), key=lambda row: row.pk)
    may_act = may_hand_out(user, visit)
    return {
        "visit": visit,
        "people": people,
        "waiting": sum(row.is_waiting for row in people),
        "mine": next((row for row in people if row.person_id == user.rights.person_id), None),
        "served": served_by(visit, user),
        "matters": visible_findings(visit, user),
        "finding_form": FindingForm(visit=visit, user=user) if may_act else None,
        "photos_form": VisitPhotosForm() if may_act else None,
        "photos": photos_of(visit),
        "copies": copies_of(visit).select_related("person"),
        "receipt": Receipt.objects.filter(key=visit.key).first(),
        "events": history_of(visit),
    }


def served_by(visit: Visit, user: User) -> list[Obligation]:
    """Duties this visit fulfilled, of those the user sees."""
    rows = Obligation.objects.visible_to(user).filter(evidence_type=visit._meta.label_lower, evidence_id=str(visit.pk))
    return list(rows.select_related("duty", "answerable", "holder_seat__unit").order_by("pk"))


def visible_findings(visit: Visit, user: User) -> list[Matter]:
    found = findings_of(visit)
    seen = Matter.objects.visible_to(user).filter(pk__in=[matter.pk for matter in found])
    ids = set(seen.values_list("pk", flat=True))
    return [matter for matter in found if matter.pk in ids]
