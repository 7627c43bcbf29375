"""The ledger of points, whatever is posted, doubled and reversed in whatever order: what counts is what the rules say
of what stands, entries are only added, and everything reversed leaves nothing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accountability.models import ScoreEntry
from accountability.scores import posting
from accountability.scores.arithmetic import Line, total
from accountability.scores.schemes import in_force
from accountability.scores.subjects import kind_of
from dushi import clock
from tests.accountability.scores.stage import YEAR, Kind, counted, matter, post, scheme_of
from tests.sizes import seen, size
from tests.together import failures

pytestmark = [pytest.mark.clause("3.4.d"), pytest.mark.only_on("postgresql")]
MACHINES, STEPS, ENTRIES = size("ledgers", 3), size("steps", 12), size("entries", 16)
WRITERS = 16
ROLES = ("liaison", "clerk", "dept_staff")
CAPS = st.none() | st.integers(100, 900)


class Ledger(RuleBasedStateMachine):
    """One town's year; everything is undone at the end."""

    cast = None
    #: acts of all machines of this test
    acts: list[str] = []

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        #: posted: (source, role, figure, still stands)
        self.posted: list[tuple[object, str, int, bool]] = []
        self.rows = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(year=CAPS, one=CAPS, same=st.booleans())
    def begin(self, year, one, same) -> None:
        caps = {"year_cap": year, "matter_cap": one}
        limits = {name: {"person": cap} for name, cap in caps.items() if cap is not None}
        self.scheme = scheme_of(self.cast, **{"year_cap": {}, "matter_cap": {}} | limits)
        person = self.cast.liaison.person
        self.limits = in_force(self.cast.town, YEAR).rules.limits(kind_of(person))

    @rule(role=st.sampled_from(ROLES), points=st.integers(-500, 0), again=st.booleans(), pick=st.integers(0, 99))
    def post(self, role, points, again, pick) -> None:
        """A line of a notice; or one that was posted already, which has no second effect."""
        self.acts.append("post")
        if again and self.posted:
            source, role, points, _ = self.posted[pick % len(self.posted)]
        else:
            source = matter(self.cast)
            self.posted.append((source, role, points, True))
        post(self.cast, getattr(self.cast, role).person, points, source=source)

    @rule(pick=st.integers(0, 99))
    def reverse(self, pick) -> None:
        self.acts.append("reverse")
        if not self.posted:
            return
        place = pick % len(self.posted)
        source, role, points, _ = self.posted[place]
        posting.reverse(source=source, reason="更正", at=clock.now())
        self.posted[place] = (source, role, points, False)

    @rule()
    def reverse_everything(self) -> None:
        for place in range(len(self.posted)):
            self.reverse(place)
        assert [counted(getattr(self.cast, role).person) for role in ROLES] == [0, 0, 0]

    @invariant()
    def what_counts_is_what_the_rules_say_of_what_stands(self) -> None:
        for role in ROLES:
            lines = [Line(str(s.pk), points) for s, whose, points, stands in self.posted if stands and whose == role]
            assert counted(getattr(self.cast, role).person) == total(lines, self.limits), role

    @invariant()
    def entries_are_only_added(self) -> None:
        rows = ScoreEntry.objects.count()
        assert rows >= self.rows
        self.rows = rows


def test_no_history_of_postings_leaves_a_wrong_sum(cast, at):
    Ledger.cast = cast
    Ledger.acts.clear()
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Ledger,
        settings=settings(max_examples=MACHINES, stateful_step_count=STEPS, deadline=None, suppress_health_check=quiet),
    )
    seen(machines=MACHINES, acts=len(Ledger.acts))


@pytest.mark.parametrize("sql", ["UPDATE {} SET counted = 0", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_was_posted(cast, at, sql):
    scheme_of(cast)
    post(cast, cast.liaison.person, -100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("accountability_scoreentry"))
    assert counted(cast.liaison.person) == -100


@pytest.mark.django_db(transaction=True)
def test_many_entries_of_sixteen_writers_at_once_leave_the_sum_of_all(transactional_db, cast, at):
    scheme_of(cast, year_cap={}, matter_cap={})
    each = ENTRIES // WRITERS
    subjects = [getattr(cast, role).person for role in ROLES]

    def write(writer: int) -> None:
        for _ in range(each):
            post(cast, subjects[writer % len(subjects)], -100)

    assert failures([lambda writer=writer: write(writer) for writer in range(WRITERS)]) == []
    assert ScoreEntry.objects.filter(kind=Kind.POINTS).count() == each * WRITERS
    assert sum(counted(subject) for subject in subjects) == -100 * each * WRITERS
    seen(entries=each * WRITERS)
