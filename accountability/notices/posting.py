"""Points fall when the window has ended and no objection is open; the tick posts them, each once (3.4.d)."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear

from accountability.models import AssessmentScheme, CriticismNotice, NoticeSubject, Objection
from accountability.notices.counting import Count, counted, scheme_of
from accountability.notices.moves import CLAUSE, locked_line, move_line, note
from accountability.notices.permissions import LineStatus
from accountability.notices.windows import window_end
from accountability.scores.posting import post

logger = logging.getLogger(__name__)


def post_due(at: datetime) -> int:
    """A step of the tick: post every line that is due; how many were posted. Twice, or by three at once: once.

    One line's failure keeps no other from being posted; all are raised together as an ExceptionGroup.
    """
    done, failures = 0, []
    for pk in due(at).values_list("pk", flat=True):
        try:
            done += _post_one(pk, at)
        except Exception as failure:
            logger.exception("a line of a notice was not posted")
            failures.append(failure)
    if failures:
        raise ExceptionGroup("lines of notices were not posted", failures)
    return done


def due(at: datetime) -> QuerySet[NoticeSubject]:
    """Lines whose window has ended, without an open objection, where a scheme may give points. One query."""
    year = Q()
    for day in ("notice__issued_on", "notice__received_on", "notice__matter__happened_on"):
        year |= Q(year=ExtractYear(OuterRef(day)))
    schemes = AssessmentScheme.objects.in_force().filter(year, town=OuterRef("notice__town"))
    example = Q(person__is_example=True) | Q(unit__is_example=True)
    rows = NoticeSubject.objects.pending().filter(
        Exists(schemes.filter(is_example=False)) | example & Exists(schemes),
        window_ends_at__lte=at,
        notice__status=CriticismNotice.Status.CHECKED,
    )
    return rows.exclude(objections__status=Objection.Status.FILED).order_by("window_ends_at", "pk")


@transaction.atomic
def _post_one(pk: UUID, at: datetime) -> bool:
    """Post one line under its lock, or leave it where another was quicker, or somebody objected meanwhile."""
    line = locked_line(NoticeSubject(pk=pk))
    if not due(at).filter(pk=pk).exists():
        return False
    scheme = scheme_of(line.notice)
    count = counted(line, scheme)
    if isinstance(count, str):
        return False
    if _was_unknown(line, count.scheme):
        _tell_anew(line, count.scheme, at)
        return False
    _post(line, count, at)
    return True


def _post(line: NoticeSubject, count: Count, at: datetime) -> None:
    notice, subject = line.notice, line.subject
    assert subject is not None  # noqa: S101 - held by the constraint notice_line_of_one_subject
    post(
        subject=subject,
        town=notice.town,
        year=count.scheme.year,
        kind=count.kind,
        nominal=count.nominal,
        matter_key=notice.matter.score_key,
        source=line,
        basis=f"{notice.issuer}{notice.document_number}（{line.get_role_display()}）：{line.sentence}",
        posts_text=line.posts_text,
        scheme=count.scheme,
        rule=count.rule,
        clause=CLAUSE,
        happened_on=notice.matter.happened_on,
        at=at,
    )
    move_line(line, LineStatus.POSTED, verb="计分", by=None, at=at, text=count.text)


def _was_unknown(line: NoticeSubject, scheme: AssessmentScheme) -> bool:
    """True where no scheme of that year was in force when the subject was told: nobody could object to the points."""
    versions = AssessmentScheme.objects.filter(town=scheme.town_id, year=scheme.year)
    return not versions.filter(in_force_at__lte=line.told_at).exists()


def _tell_anew(line: NoticeSubject, scheme: AssessmentScheme, at: datetime) -> None:
    """The points are known now: the window runs from here."""
    line.told_at, line.window_ends_at = at, window_end(at, scheme)
    line.save(update_fields=["told_at", "window_ends_at"])
    note(line.notice, "考核办法施行，重新告知", by=None, at=at, text=str(line.subject))
