"""3.4.c: what a decided measure comes to in the year's assessment of its subject."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accountability.models import Case, CaseMeasure, Evidence, NamedMatter, NoticeSubject, ScoreEntry
from accountability.rules.measures import measure
from accountability.scores import posting, schemes, sheets
from accountability.scores.subjects import kind_of
from dushi import clock
from dushi.town.models import User

CLAUSE = "3.4.c"
#: What is posted where the scheme gives a measure nothing, or there is no scheme yet.
NOTHING = "计入考核，未设分值"
#: matter_key of a case that no notice led to begins so
OWN = "case:"
SHARED = "与上级通报批评属同一事项，按考核办法的同一事项规则合并计算。"
UNASSESSED = "对象不由镇里考核，结果不计分"


def post_measures(case: Case, rows: list[CaseMeasure], paper: str, *, by: User, at: datetime) -> list[ScoreEntry]:
    """One entry per measure, in the year it was decided, by the scheme in force for it. paper: what decided it, as the
    subject knows it. [] for a subject that the town does not assess. A closed year gets one next sheet for all."""
    entries = [entry for row in rows if (entry := _post(case, row, paper, by, at))]
    sheets.correct(town=case.town, reason=posting.OF_A_CASE, by=by, at=at)
    return entries


def matter_key(case: Case) -> str:
    """Of the superior's matter where a line of a notice led to it, so that one deed does not cost points by notice and
    by case; else its own. One query."""
    lines = Evidence.objects.filter(case=case, source_type=NoticeSubject._meta.label_lower).order_by("collected_at")
    first = lines.values_list("source_id", flat=True)[:1]
    named = NamedMatter.objects.filter(notices__subjects__in=[UUID(pk) for pk in first]).first()
    return named.score_key if named else f"{OWN}{case.pk}"


def _post(case: Case, row: CaseMeasure, paper: str, by: User, at: datetime) -> ScoreEntry | None:
    subject, day = case.subject, row.decided_on or clock.local(at).date()
    if subject is None or (kind := kind_of(subject)) is None:
        return None
    scheme = schemes.in_force(case.town, day.year)
    if scheme is not None and scheme.is_example and not subject.is_example:
        scheme = None
    points = scheme.rules.points_for_measure(row.code, kind) if scheme else None
    rule = measure(row.code, case.deed_on)
    name = scheme.full_name if scheme else "没有施行的考核办法"
    return posting.post(
        subject=subject,
        town=case.town,
        year=day.year,
        kind=ScoreEntry.Kind.POINTS if points else ScoreEntry.Kind.ZERO,
        nominal=points or 0,
        matter_key=matter_key(case),
        source=row,
        basis=f"{paper}：{rule.name}",
        posts_text=case.posts_text,
        scheme=scheme,
        rule=f"{name}：{rule.name}" if points else f"{rule.name}：{NOTHING}（{name}）",
        clause=CLAUSE,
        happened_on=case.deed_on,
        by=by,
        at=at,
        more_follows=True,
    )


def in_words(entries: list[ScoreEntry]) -> str:
    """What the closing paper says of it."""
    if not entries:
        return f"{UNASSESSED}。"
    said = "；".join(f"{entry.account.year}年度：{entry.rule}，{_points(entry.nominal)}" for entry in entries)
    return f"{said}。{'' if entries[0].matter_key.startswith(OWN) else SHARED}"


def _points(hundredths: int) -> str:
    return f"{'扣' if hundredths < 0 else '加'}{abs(hundredths) / 100:g}分" if hundredths else "不扣分"
