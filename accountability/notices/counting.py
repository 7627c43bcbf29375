"""What a line of a notice counts by the scheme in force: level × role × kind of subject (3.4.d). Posts nothing."""

from __future__ import annotations

from dataclasses import dataclass

from accountability.models import AssessmentScheme, CriticismNotice, NoticeSubject, ScoreEntry
from accountability.scores import schemes
from accountability.scores.chiefs import chiefs
from accountability.scores.subjects import SubjectKind, kind_of
from accountability.scores.words import spoken

NO_SCHEME = "未施行考核办法，不计分"
ONLY_EXAMPLE = "施行的是示例考核办法，不给真实的单位和人员计分"
NOT_ASSESSED = "镇里不考核该对象，不计分"


@dataclass(frozen=True)
class Count:
    """nominal: signed hundredths. rule: the line of the scheme that gives them, in words."""

    scheme: AssessmentScheme
    kind: ScoreEntry.Kind
    nominal: int
    rule: str

    @property
    def text(self) -> str:
        """扣 2 分, or that the scheme gives nothing for it."""
        return f"扣 {spoken(-self.nominal)} 分" if self.kind == ScoreEntry.Kind.POINTS else str(self.kind.label)


def counted(line: NoticeSubject, scheme: AssessmentScheme | None) -> Count | str:
    """What the line counts under the scheme of its notice (`schemes.for_notice`), or why it waits. No queries."""
    subject = line.subject
    assert subject is not None  # noqa: S101 - held by the constraint notice_line_of_one_subject
    kind = kind_of(subject)
    if kind is None:
        return NOT_ASSESSED
    if scheme is None:
        return NO_SCHEME
    if scheme.is_example and not subject.is_example:
        return ONLY_EXAMPLE
    nominal = scheme.rules.points_for_notice(line.notice.level, line.role, kind)
    said = f"{line.notice.level_text}通报，{line.get_role_display()}，{SubjectKind(kind).label}"
    rule = f"{scheme.full_name}：{said}"[:120]
    if nominal is None:
        return Count(scheme, ScoreEntry.Kind.ZERO, 0, rule)
    return Count(scheme, ScoreEntry.Kind.POINTS, nominal, rule)


def share_of(line: NoticeSubject, count: Count, person_id: int | None) -> str:
    """What this person will bear as a chief of the unit on the day it happened, in words; "" for nothing. One query."""
    if line.unit is None or count.kind != ScoreEntry.Kind.POINTS:
        return ""
    shares = count.scheme.rules.spread
    for person, seat in chiefs(line.unit, line.notice.matter.happened_on, shares):
        if person.pk == person_id and (person.is_example or not count.scheme.is_example):
            return f"您作为{seat.get_kind_display()}连带扣 {spoken(-shares[seat.kind].of(count.nominal))} 分"
    return ""


def scheme_of(notice: CriticismNotice) -> AssessmentScheme | None:
    """The scheme under which the notice counts, by its own rule of the year. One query."""
    return schemes.for_notice(notice)
