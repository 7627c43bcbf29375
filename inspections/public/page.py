"""What the pages of public reports show, each in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from dushi import clock, words
from dushi.matters.models import Matter
from dushi.town.models import User
from inspections.forms.public import StepForm
from inspections.models import (
    EnvelopeStub,
    IdentityReading,
    PublicReport,
    PublicReportDigest,
    PublicReportIdentity,
    PublicReportWord,
)
from inspections.public.clocks import clocks_for, retention
from inspections.public.due import Due, due_of, workdays_for
from inspections.public.permissions import handles
from inspections.public.steps import steps_of

Status = PublicReport.Status
#: Lines of what was handed on and of envelopes that the window is shown.
NEWEST = 20
#: What the reporter reads of each state.
TOLD = {
    Status.RECEIVED: "已经收到，正在转给经办人。",
    Status.ASSIGNED: "已经转给经办人，正在看是否受理。",
    Status.ACCEPTED: "已经受理，正在办理。",
    Status.CONCLUDED: "已经办结，正在准备反馈。",
    Status.ANSWERED: "已经答复，答复在下面。",
    Status.DECLINED: "没有受理，理由在下面。",
    Status.SEALED: "已经封存，转交上级机关办理。",
}


@dataclass(frozen=True)
class Line:
    """One report in a list."""

    report: PublicReport
    due: Due | None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.on < clock.today()


@dataclass(frozen=True)
class Sent:
    """One digest, and how far the unit is, with the link where the reader may open the matter."""

    digest: PublicReportDigest
    matter: Matter
    is_open_to_reader: bool


def get_report_for(user: User, pk: UUID) -> PublicReport:
    """404 when not the user's to see."""
    rows = PublicReport.objects.visible_to(user).with_news()
    return get_object_or_404(rows.select_related("town", "about", "handler", "taken_by", "merged_into__handler"), pk=pk)


def listed(user: User, *, ended: bool) -> QuerySet[PublicReport]:
    """The user's own, the oldest first while they are open."""
    rows = PublicReport.objects.visible_to(user).with_news().select_related("about", "handler").defer("text")
    if ended:
        return rows.filter(status__in=PublicReport.ENDED).order_by("-status_on", "pk")
    return rows.open().order_by("received_on", "pk")


def lines(reports: list[PublicReport]) -> list[Line]:
    """With what is due next. Two queries."""
    workdays = workdays_for(reports)
    return [Line(report, due_of(report, workdays)) for report in reports]


def at_window(user: User) -> dict[str, Any]:
    """What only the window is shown: days on which it handed on, and the stubs of envelopes."""
    if not user.rights.is_desk:
        return {}
    town = user.rights.town_id
    gone = PublicReport.objects.filter(town=town, handed_by=user.rights.person_id).only(
        "received_on", "channel", "handed_on"
    )
    return {
        "gone": list(gone.order_by("-handed_on", "pk")[:NEWEST]),
        "envelopes": list(EnvelopeStub.objects.filter(town=town)[:NEWEST]),
    }


def about(report: PublicReport, user: User, failed: dict[str, StepForm] | None = None) -> dict[str, Any]:
    """Context of a report's page for this user."""
    identity = PublicReportIdentity.objects.filter(report=report).defer("name", "contact").first()
    readings = IdentityReading.objects.filter(report=report).select_related("read_by")
    return {
        "report": report,
        "due": due_of(report, workdays_for([report])),
        "clocks": clocks_for(report.kind, report.received_on),
        "kept": [term.days for term in retention()],
        "words": list(report.words.all()),
        "is_handler": handles(user, report),
        "photos": list(report.photos.values_list("pk", flat=True)),
        "calls": list(report.calls.select_related("called_by")),
        "merged": list(report.merged.prefetch_related("words")),
        "has_identity": identity is not None,
        "identity_check": identity.get_check_result_display() if identity else "",
        "may_read_identity": identity is not None and handles(user, report),
        "readings": list(readings),
        "sent": sent(report, user),
        "steps": steps_of(user, report, failed or {}),
    }


def sent(report: PublicReport, user: User) -> list[Sent]:
    """What was sent to units, and how far they are. Two queries."""
    digests = list(report.digests.select_related("matter__about"))
    open_to = set(
        Matter.objects.visible_to(user).filter(pk__in=[one.matter_id for one in digests]).values_list("pk", flat=True)
    )
    return [Sent(one, one.matter, one.matter_id in open_to) for one in digests]


def told(report: PublicReport) -> dict[str, Any]:
    """What the reporter is shown by the code: the state in words, and what was said between them."""
    main = report.merged_into or report
    said = [word for word in report.words.all() if word.kind not in PublicReportWord.INTERNAL]
    is_merged = report.merged_into_id is not None
    return {
        "report": report,
        "state": TOLD[Status(main.status)],
        "note": "您反映的与另一件是同一件事，已合并办理。" if is_merged else "",
        "words": said,
        "received": words.day(report.received_on),
        "may_add": main.status != Status.SEALED and report.content_erased_on is None,
        "asked": bool(said) and said[-1].kind == PublicReportWord.Kind.QUESTION,
    }
