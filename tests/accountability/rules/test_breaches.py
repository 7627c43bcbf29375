"""X.1: a breached duty points to what it may amount to, as the rule book says; it proposes and decides nothing."""

from datetime import date

import pytest

from accountability.rules.breaches import breaches
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Duty
from dushi.regulation.rulebook import read

DAY = date(2026, 9, 17)
ONLY_REMINDERS = {"1.1.q", "1.1.m", "1.2", "1.4", "1.5.main", "1.5.member", "2.1.plan", "2.2"}


@pytest.fixture
def known(db, at):
    load_regulation(book=read())
    return breaches(DAY)


@pytest.mark.clause("X.1")
def test_each_breach_points_where_the_regulation_has_a_situation_for_it(known):
    pointing = {key: list(one.situations) for key, one in known.items() if not one.is_reminder_only}
    assert pointing == {
        "1.3": ["3.1(2)"],
        "2.1": ["3.1(2)"],
        "OWN_MEETINGS": ["3.2(1)b"],
        "1.4.r": ["3.3(4)"],
        "MATTER_OVERDUE": ["3.2(2)b", "3.2(2)d", "3.3(4)"],
        "FALSE_SIGN_OFF": ["3.2(2)b", "3.2(2)d", "3.3(4)"],
    }
    assert {key for key, one in known.items() if one.is_reminder_only} == ONLY_REMINDERS


@pytest.mark.clause("X.1")
def test_every_duty_stands_in_the_mapping(known):
    assert set(Duty.objects.values_list("key", flat=True)) <= set(known)
    assert {key for key, one in known.items() if one.name} == {"OWN_MEETINGS", "MATTER_OVERDUE", "FALSE_SIGN_OFF"}


@pytest.mark.clause("X.1")
def test_where_no_situation_fits_the_subject_nothing_is_proposed(cast, known):
    overdue, office, report = known["MATTER_OVERDUE"], known["1.3"], known["1.4.r"]
    assert overdue.situations_for(cast.village, DAY) == ["3.2(2)b", "3.2(2)d"]
    assert overdue.situations_for(cast.liaison.person, DAY) == ["3.3(4)"]
    assert overdue.situations_for(cast.village_head.person, DAY) == ["3.2(2)b", "3.2(2)d", "3.3(4)"]
    assert overdue.situations_for(cast.area, DAY) == []
    assert office.situations_for(cast.office, DAY) == ["3.1(2)"]
    assert office.situations_for(cast.area_secretary.person, DAY) == []
    assert report.situations_for(cast.village, DAY) == []
    assert known["1.5.main"].situations_for(cast.mayor.person, DAY) == []


@pytest.mark.clause("X.1")
@pytest.mark.parametrize(
    ("key", "misses", "reminders", "reached"),
    [
        ("1.4.r", 1, 9, False),
        ("1.4.r", 2, 2, False),
        ("1.4.r", 3, 1, False),
        ("1.4.r", 3, 2, True),
        ("FALSE_SIGN_OFF", 0, 0, False),
        ("FALSE_SIGN_OFF", 1, 0, True),
        ("1.5.main", 99, 99, False),
    ],
)
def test_a_miss_alone_is_a_reminder_and_repeated_ones_a_proposal(known, key, misses, reminders, reached):
    assert known[key].is_reached(misses=misses, reminders=reminders) is reached


def test_before_the_rule_book_nothing_was_mapped(known):
    assert breaches(date(2016, 12, 31)) == {}
