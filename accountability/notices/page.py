"""What the pages of notices show, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from accountability.models import CaseStep, CriticismNotice, NoticeSubject, Objection, ScoreEntry
from accountability.notices.counting import Count, counted, scheme_of, share_of
from accountability.notices.permissions import LineStatus, may_answer, may_object, may_take_back
from accountability.notices.windows import is_open
from accountability.scores.words import spoken
from dushi import clock
from dushi.once import once_a_page
from dushi.records.models import ChainLink
from dushi.town.models import User

RELATED = ("town", "matter", "forwards", "document", "registered_by", "checked_by")


@dataclass(frozen=True)
class Row:
    """One line as it is shown. points: in words, or why none; last_word: what is next."""

    line: NoticeSubject
    points: str
    objections: list[Objection]
    #: those whose words this reader may have: the subject's own, the commission's
    heard: list[Objection] = field(default_factory=list)
    may_object: bool = False
    #: the open one this reader may take back
    taking_back: Objection | None = None
    #: whether a scheme gives something for it
    is_counted: bool = False
    #: what the reader will bear as a chief of the unit
    share: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return _waits(self.line)

    @property
    def is_open(self) -> bool:
        return self.is_waiting and is_open(self.line, clock.now())


def _waits(line: NoticeSubject) -> bool:
    return line.status == LineStatus.PENDING


def get_notice_for(user: User, pk: UUID) -> CriticismNotice:
    """404 when not the user's to see."""
    return get_object_or_404(CriticismNotice.objects.visible_to(user).select_related(*RELATED), pk=pk)


def sees_whole(user: User) -> bool:
    """The commission and the 班子 read the whole document; a subject only what is said of them."""
    return user.rights.is_commission or user.rights.is_leader


def listed(user: User) -> QuerySet[CriticismNotice]:
    """Newest first; to a subject with their own lines alone."""
    own = Prefetch("subjects", NoticeSubject.objects.visible_to(user).select_related("person", "unit"), "shown")
    return CriticismNotice.objects.visible_to(user).prefetch_related(own)


def rows(notice: CriticismNotice, user: User) -> list[Row]:
    """The lines this user may see, with their points. Four queries."""
    lines = notice.subjects.visible_to(user).select_related("person", "unit")
    shown = list(lines.prefetch_related("objections__answered_by", "objections__filed_by"))
    posted, scheme, now = _posted(shown), scheme_of(notice), clock.now()
    found = []
    for line in shown:
        line.notice = notice
        count = counted(line, scheme)
        points = posted.get(str(line.pk)) or _pending(line, count)
        found.append(_row(line, points, count, user, now))
    return found


def _row(line: NoticeSubject, points: str, count: Count | str, user: User, at: datetime) -> Row:
    objections = list(line.objections.all())
    for one in objections:
        one.line = line
    answered = any(one.status != Objection.Status.WITHDRAWN for one in objections)
    rights = user.rights
    own = line.is_of(user)
    return Row(
        line,
        points,
        objections,
        heard=objections if own or rights.is_commission else [],
        may_object=may_object(user, line) and is_open(line, at) and not answered,
        is_counted=isinstance(count, Count),
        share=share_of(line, count, rights.person_id) if own and _waits(line) and isinstance(count, Count) else "",
        taking_back=next((one for one in objections if may_take_back(user, one)), None),
    )


def _posted(lines: Collection[NoticeSubject]) -> dict[str, str]:
    """line → 扣 2 分 as it was posted to the subject itself. One query."""
    ids = [str(line.pk) for line in lines if line.status in (LineStatus.POSTED, LineStatus.REVERSED)]
    label = NoticeSubject._meta.label_lower
    kinds = (ScoreEntry.Kind.POINTS, ScoreEntry.Kind.ZERO)
    entries = ScoreEntry.objects.filter(source_type=label, source_id__in=ids, kind__in=kinds)
    taken_back = {str(line.pk) for line in lines if line.status == LineStatus.REVERSED}
    return {entry.source_id: _said(entry) + ("，已冲销" if entry.source_id in taken_back else "") for entry in entries}


def _said(entry: ScoreEntry) -> str:
    return f"扣 {spoken(-entry.nominal)} 分" if entry.nominal else str(entry.get_kind_display())


def _pending(line: NoticeSubject, count: Count | str) -> str:
    if line.status not in (LineStatus.REGISTERED, LineStatus.PENDING):
        return "不计分"
    return count if isinstance(count, str) else count.text


def about(notice: CriticismNotice, user: User) -> dict[str, Any]:
    """Context of the site's page for this user."""
    is_whole = sees_whole(user)
    return {
        "notice": notice,
        "rows": rows(notice, user),
        "is_whole": is_whole,
        "chain": list(chain(notice)) if is_whole else [],
    }


def history(notice: CriticismNotice) -> list[CaseStep]:
    """What was done with it, in the order of the chain. Two queries."""
    steps = {str(step.pk): step for step in notice.steps.select_related("by", "text")}
    links = ChainLink.objects.filter(object_type=CaseStep._meta.label_lower, object_id__in=steps, town=notice.town_id)
    return [steps[pk] for pk in links.order_by("seq").values_list("object_id", flat=True)]


@once_a_page
def to_answer(user: User) -> list[Objection]:
    """Objections that wait for this user's answer, the first due first. A handful of queries for each that is open."""
    related = ("line__notice__matter", "line__person", "line__unit")
    rows = Objection.objects.open().filter(line__notice__town=user.rights.town_id).select_related(*related)
    return [one for one in rows.order_by("due_at", "pk") if may_answer(user, one)]


def chain(notice: CriticismNotice) -> QuerySet[CriticismNotice]:
    """The other notices of the same matter, in the order of their days."""
    return CriticismNotice.objects.filter(matter=notice.matter_id).exclude(pk=notice.pk).order_by("issued_on", "pk")
