"""A visit that a telephone sends later: the visit and what it found in one step, photos after it one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from dushi import clock
from dushi.offline.answers import kept, refused, told
from dushi.offline.copies import Differs, Pairs, digest, keep_copy
from dushi.offline.models import Copy, Kind
from dushi.offline.receipts import of_key
from dushi.records.errors import Refused
from dushi.town.doing import said
from dushi.town.models import Unit, User
from meetings.forms.visit import VisitForm
from meetings.models import Visit
from meetings.visit_actions import record_visit, said_in
from meetings.visit_findings import findings_of

TAKEN = ("key", "visited_on", "kind", "seen", "households")


def take(form: VisitForm, village: Unit, user: User) -> HttpResponse:
    """What the queue is told of the form it sent."""
    if not form.is_valid():
        return refused(form)
    data = form.cleaned_data
    given = {name: data[name] for name in TAKEN}
    found = {"found": data["finding"], "is_fixed": data["on_spot"]}
    sent = said_in(Visit(village=village, **given), form.participants, **found)
    try:
        visit = record_visit(
            village=village, participants=form.participants, by=user, device_at=data["device_at"], **given, **found
        )
    except Differs as differs:
        return told(_beside(differs.there, data["key"], sent, user))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
        return refused(form)
    receipt = of_key(visit.key)
    if receipt.body_sha256 != digest(sent):
        # The same visit, found something else.
        return told(_beside(visit, visit.key, sent, user))
    return kept(receipt, photos=reverse("upload_new"))


def _beside(visit: Any, key: UUID, sent: Pairs, user: User) -> Copy:
    found = "；".join(matter.title for matter in findings_of(visit))
    people = [row.person for row in visit.participants.select_related("person")]
    return keep_copy(
        kind=Kind.VISIT,
        key=key,
        there=visit,
        title=str(visit),
        url=reverse("visit_page", args=[visit.pk]),
        stands=said_in(visit, people, found),
        body=sent,
        town=visit.town,
        person=user.person,
        at=clock.now(),
    )


def body_again(visit_id: str) -> Pairs | None:
    """settings.RECEIPT_TEXTS: what the visit said when it was recorded, with what it found in the same step."""
    visit = Visit.objects.select_related("village").filter(pk=visit_id).first()
    if visit is None:
        return None
    people = [row.person for row in visit.participants.select_related("person")]
    found = next((matter for matter in findings_of(visit) if matter.raised_at == visit.recorded_at), None)
    return said_in(visit, people, found.title, is_fixed=found.is_fixed_on_spot) if found else said_in(visit, people)
