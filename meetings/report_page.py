"""What the page of one report gathers: versions, copies, matters, photos, and what this reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from dushi.obligations.models import State
from dushi.offline.copies import copies_of
from dushi.offline.models import Copy, Receipt
from dushi.records.models import Event
from dushi.records.photos import MOST, photos_of
from dushi.town.models import User
from meetings.models import DispatchReport
from meetings.report_overview import Mark, marks
from meetings.report_permissions import may_add_photo, may_correct, may_return
from meetings.report_weeks import deadline_of


@dataclass
class ReportPage:
    """One version as one reader sees it."""

    report: DispatchReport
    user: User
    at: datetime

    @cached_property
    def given(self) -> Receipt | None:
        """The receipt; None for what was stored before receipts were given."""
        return Receipt.objects.filter(key=self.report.pk).first()

    @property
    def receipt(self) -> str:
        """回执号, or the short form of the report's id."""
        return str(self.given) if self.given else self.report.number_text

    @property
    def may_show_receipt(self) -> bool:
        """Whether the receipt is this user's to show to others."""
        return self.given is not None and Receipt.objects.visible_to(self.user).filter(pk=self.given.pk).exists()

    @cached_property
    def versions(self) -> list[DispatchReport]:
        """Every version of the village's week, oldest first."""
        rows = DispatchReport.objects.of_week(self.report.village, self.report.week)
        return list(rows.select_related("author", "typed_by", "returned_by"))

    @property
    def newest(self) -> DispatchReport:
        return self.versions[-1]

    @property
    def is_newest(self) -> bool:
        return self.newest == self.report

    @cached_property
    def mark(self) -> Mark:
        found = marks([self.report.village_id], [self.report.week], self.at)
        return found.get(self.report.village_id, {}).get(self.report.period, Mark())

    @property
    def is_late(self) -> bool:
        return self.mark.state == State.MET_LATE or self.mark.is_made_up

    @cached_property
    def updates(self) -> list[Any]:
        return list(self.report.updates.select_related("matter").order_by("matter"))

    @cached_property
    def problems(self) -> list[Any]:
        return list(self.report.problems.select_related("matter").order_by("pk"))

    @cached_property
    def copies(self) -> list[Copy]:
        """Texts kept beside any version of the week."""
        return list(copies_of(*self.versions).select_related("person"))

    @property
    def copies_waiting(self) -> int:
        """How many of them nobody has dealt with."""
        return sum(copy.settled_at is None for copy in self.copies)

    @cached_property
    def photos(self) -> list[Any]:
        return list(photos_of(*self.versions))

    @cached_property
    def events(self) -> list[Event]:
        """履历 of all versions."""
        ids = [str(version.pk) for version in self.versions]
        rows = Event.objects.filter(object_type=self.report._meta.label_lower, object_id__in=ids)
        return list(rows.order_by("pk"))

    # What this reader may do ----------------------------------------------------------------------------------------

    @cached_property
    def may_correct(self) -> bool:
        deadline = deadline_of(self.report.village, self.report.week)
        return self.is_newest and may_correct(self.user, self.report, deadline, self.at)

    @property
    def may_return(self) -> bool:
        return self.is_newest and self.report.returned_at is None and may_return(self.user, self.report)

    @property
    def may_add_photo(self) -> bool:
        return may_add_photo(self.user, self.report) and len(self.photos) < MOST
