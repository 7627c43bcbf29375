"""What a scheme would give for what was posted: by the line or the measure the entry came from."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accountability.models import CaseMeasure, NoticeSubject, ScoreEntry
from accountability.scores.rules import Rules
from accountability.scores.subjects import kind_of

LINE, MEASURE = NoticeSubject._meta.label_lower, CaseMeasure._meta.label_lower


class Figures:
    """Reads the sources of many entries at once: two queries."""

    def __init__(self, entries: Iterable[ScoreEntry]) -> None:
        wanted: dict[str, set[UUID]] = {LINE: set(), MEASURE: set()}
        for entry in entries:
            wanted.setdefault(entry.source_type, set()).add(UUID(entry.source_id))
        lines = NoticeSubject.objects.filter(pk__in=wanted[LINE])
        self.lines = {str(pk): (level, role) for pk, level, role in lines.values_list("pk", "notice__level", "role")}
        measures = CaseMeasure.objects.filter(pk__in=wanted[MEASURE])
        self.codes = {str(pk): code for pk, code in measures.values_list("pk", "code")}

    def by(self, rules: Rules, entry: ScoreEntry) -> int:
        """Signed hundredths that the rules give; the entry's own figure where its source is no line and no measure."""
        subject = entry.account.subject
        kind = kind_of(subject) if subject else None
        if entry.source_type == MEASURE and entry.source_id in self.codes:
            return rules.points_for_measure(self.codes[entry.source_id], kind) or 0
        if entry.source_type == LINE and entry.source_id in self.lines:
            return rules.points_for_notice(*self.lines[entry.source_id], kind) or 0
        return entry.nominal
