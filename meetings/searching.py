"""What dispatch hands to 查找 (settings.SEARCH_PROVIDERS)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi import words
from dushi.records.models import Paper
from dushi.town.models import User
from dushi.town.search import Asked, Found, Shelf
from meetings.models import AgendaItem, DispatchReport, Meeting, Visit
from meetings.papers.shelf import papers_for
from meetings.report_permissions import reads_reports

REPORT_TEXTS = ("key_work", "next_plan", "village__name", "author__name")


def shelves(user: User, asked: Asked) -> Iterator[Shelf]:
    """Meetings and their minutes, reports in their newest version, visits."""
    items = AgendaItem.objects.filter(asked.among("title", "text", "decision"), meeting=OuterRef("pk"))
    hit = asked.among("title", "summary", "body__name") | Q(Exists(items))
    hit |= asked.numbered("minutes_code", year="held_at__year", number="minutes_number")
    meetings = Meeting.objects.visible_to(user).filter(hit)
    yield Shelf("meetings", "会议与纪要", meetings.order_by("-starts_at", "-pk"), _meeting)
    if reads_reports(user.rights):
        reports = DispatchReport.objects.visible_to(user).current().filter(asked.among(*REPORT_TEXTS))
        newest = reports.select_related("village", "author").order_by("-received_at", "-pk")
        yield Shelf("reports", "周调度报告", newest, _report)
    visits = Visit.objects.visible_to(user).filter(asked.among("seen", "village__name", "recorded_by__name"))
    yield Shelf("visits", "调研督导", visits.select_related("village").order_by("-visited_on", "-pk"), _visit)


def papers(user: User, asked: Asked) -> Iterator[Shelf]:
    """公文 by title and number. A 转办摘要 tells of a public report: it stands in no answer."""
    hit = asked.among("title", "code") | asked.numbered("title", "code", year="year", number="number")
    rows = papers_for(user).exclude(kind=Paper.Kind.DIGEST).filter(hit).defer("body")
    yield Shelf("papers", "公文", rows, _paper)


def _meeting(meeting: Meeting) -> Found:
    note = f"{meeting.get_status_display()}\u00a0· {words.moment(meeting.starts_at)}"
    return Found(meeting.title, note, reverse("meeting_page", args=[meeting.pk]))


def _report(report: DispatchReport) -> Found:
    said = report.key_work if len(report.key_work) <= 60 else f"{report.key_work[:60]}…"
    return Found(str(report), f"{report.author}\u00a0· {said}", reverse("dispatchreport_page", args=[report.pk]))


def _visit(visit: Visit) -> Found:
    said = visit.seen if len(visit.seen) <= 60 else f"{visit.seen[:60]}…"
    title = f"{words.short_day(visit.visited_on)}{visit.village}{visit.get_kind_display()}"
    return Found(title, said, reverse("visit_page", args=[visit.pk]))


def _paper(paper: Paper) -> Found:
    note = "\u00a0· ".join(filter(None, [paper.get_kind_display(), paper.number_text, words.moment(paper.issued_at)]))
    return Found(paper.title, note, reverse("paper_page", args=[paper.pk]))
