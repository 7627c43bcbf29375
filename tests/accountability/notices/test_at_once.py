"""Beats that come together, and two hands at one matter, on a database that really lets them (3.4.d)."""

import pytest

from accountability.models import CaseStep, NamedMatter, NoticeSubject, ScoreEntry
from accountability.notices.posting import post_due
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from tests.accountability.notices.making import named, registered, told
from tests.accountability.scores.stage import counted, scheme_of
from tests.cast import Cast
from tests.together import failures

pytestmark = [
    pytest.mark.clause("3.4.d"),
    pytest.mark.only_on("postgresql"),  # SQLite lets one write at a time
    pytest.mark.django_db(transaction=True),
]


def test_three_beats_post_sixteen_lines_once_each(at):
    cast = Cast()
    scheme_of(cast, year_cap={}, matter_cap={})
    subjects = [cast.village, cast.dept, cast.dept_staff.person, cast.clerk.person]
    lines = [
        told(cast, subject, number=f"菏牡通〔2026〕{100 + 10 * number + place}号", level="DISTRICT")
        for number in range(4)
        for place, subject in enumerate(subjects)
    ]
    ends = lines[0].window_ends_at
    at.travel(ends)
    raised = failures([lambda: post_due(ends)] * 3)
    assert not raised
    assert NoticeSubject.objects.filter(status="POSTED").count() == 16
    assert ScoreEntry.objects.filter(kind="POINTS").count() == 16
    assert [counted(subject) for subject in subjects] == [-400] * 4
    assert CaseStep.objects.filter(verb="计分").count() == 16
    assert verify(cast.town, CaseStep.CHAIN).is_sound


@pytest.mark.parametrize("turn", range(4))
def test_two_hands_at_one_matter_never_give_a_subject_both_roles(at, turn):
    cast = Cast()
    first = registered(cast, "鲁脱贫通〔2026〕9号", level="PROVINCE")
    second = registered(cast, forwards=first)
    raised = failures(
        [
            lambda: named(first, cast.dept, role="NAMED", by=cast.commission_staff),
            lambda: named(second, cast.dept, role="CAUSED", by=cast.commission_second),
        ]
    )
    assert [type(one) for one in raised] == [Refused]
    assert NoticeSubject.objects.get().notice.matter == NamedMatter.objects.get()
    assert clock.now() == CaseStep.objects.latest("at").at
