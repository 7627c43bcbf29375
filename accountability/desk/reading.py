"""Who looked at what: every page and file of a lead or case that is shown leaves a row that cannot be changed."""

from __future__ import annotations

from accountability.models import Case, DossierReading, Lead
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import User


def note_reading(*, of: Case | Lead, what: str, by: User) -> DossierReading:
    """One row for one look. what: at most 40 characters, in words (案卷, 证据文件, 办理：送达)."""
    about = {"case": of} if isinstance(of, Case) else {"lead": of}
    return DossierReading.objects.create(**about, what=what[:40], read_at=clock.now(), read_by=person_of(by))
