"""A suggestion as it is laid before the commission: with its evidence, frozen; its reporter never."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accountability import steps
from accountability.missed import Fact, Miss
from accountability.models import Evidence, Lead, StoredFile
from accountability.posts import posts_text
from accountability.rules.breaches import Breach
from accountability.rules.situations import is_referred_out
from accountability.sources import Origin
from dushi.records.models import Attachment
from dushi.town.models import Person, Unit

VERB = "提出线索建议"


def suggest_breach(
    key: str, subject: Person | Unit, situation: str, rule: Breach, misses: list[Miss], at: datetime
) -> bool:
    """A breached duty; False where it stands there already."""
    times, reminders = len({miss.occasion for miss in misses}), sum(miss.reminders for miss in misses)
    last = max(misses, key=lambda miss: miss.on)
    title = f"{last.quarter.label}{last.what} {times} 次逾期未办，提醒 {reminders} 次没有回应"
    if rule.key == "FALSE_SIGN_OFF":
        title = f"“{last.what}”销号后回头看反弹"
    said = {"clause": situation, "title": title}
    facts = [miss.fact for miss in misses]
    return _put(key, last.town_id, Lead.Source.BREACH, subject, last.on, facts, at, **said)


def suggest(origin: Origin, source: str, at: datetime) -> bool:
    """A sealed finding, a 检举 or a line of a notice; False where it stands there already, or where the superior named
    somebody about whom the town may only hand over what it learns: the superior knows it."""
    subject: Person | Unit | None = Unit.objects.get(pk=origin.unit_id) if origin.unit_id else None
    if origin.person_id:
        subject = Person.objects.get(pk=origin.person_id)
    if source == Lead.Source.SUPERIOR and subject and is_referred_out(subject, origin.on):
        return False
    said = {"title": origin.title, "handler_id": origin.handler}
    return _put(origin.key, origin.town_id, source, subject, origin.on, origin.facts, at, **said)


@transaction.atomic
def _put(
    key: str,
    town_id: int,
    source: str,
    subject: Person | Unit | None,
    on: date | None,
    facts: Iterable[Fact],
    at: datetime,
    **said: Any,
) -> bool:
    given = {
        "source": source,
        "deed_on": on,
        "posts_text": posts_text(subject, on) if on else "",
        "status": Lead.Status.SUGGESTED,
        "status_at": at,
        "person": subject if isinstance(subject, Person) else None,
        "unit": subject if isinstance(subject, Unit) else None,
        **said,
    }
    lead, is_new = Lead.objects.get_or_create(town_id=town_id, source_key=key, defaults=given)
    if is_new:
        for index, fact in enumerate(facts):  # evidence stands in the order of its moments
            keep(lead, fact, at + timedelta(microseconds=index))
        steps.write(verb=VERB, by=None, at=at, lead=lead, after=lead.status, clause="X.1")
    return is_new


def keep(lead: Lead, fact: Fact, at: datetime, by: Person | None = None) -> Evidence:
    """Freeze a fact as evidence of the lead, with its picture."""
    return Evidence.objects.create(
        lead=lead,
        label=fact.label,
        text=fact.text,
        file=_copy(lead, fact.photo, at) if fact.photo else None,
        source_type=fact.source_type,
        source_id=fact.source_id,
        collected_at=at,
        collected_by=by,
    )


def _copy(lead: Lead, photo: Attachment, at: datetime) -> StoredFile:
    with photo.file.open("rb") as stored:
        content = stored.read()
    return StoredFile.objects.create(
        town=lead.town,
        name=photo.name,
        content_type=photo.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_at=at,
    )


def taken_over(origins: Collection[Origin]) -> None:
    """A 检举 that was handed to another before anybody judged it: its suggestion goes with it. One query, one more for
    each that changed hands."""
    handlers = {one.key: one.handler for one in origins}
    if not handlers:
        return
    towns = {one.town_id for one in origins}
    waiting = Lead.objects.filter(town__in=towns, source_key__in=handlers, status=Lead.Status.SUGGESTED)
    for pk, key, handler in waiting.values_list("pk", "source_key", "handler"):
        if handler != handlers[key or ""]:
            Lead.objects.filter(pk=pk, status=Lead.Status.SUGGESTED).update(handler=handlers[key or ""])
