"""Which situation fits whom, by the posts on the day of the deed."""

from datetime import date, timedelta

import pytest

from accountability.rules.situations import (
    CATCH_ALL,
    Group,
    fits,
    group_of,
    groups_of,
    is_referred_out,
    needs_reason,
    situations_for,
    situations_on,
)
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from dushi.town.models import Person, Post, Seat
from tests.regulation.test_loading import later

DAY = date(2026, 9, 17)
G = Group


@pytest.fixture
def rulebook(db, at):
    return load_regulation(book=read())[0]


@pytest.mark.clause("3.1(1)", "3.1(2)", "3.1(3)", "3.2(1)a", "3.3(1)")
@pytest.mark.parametrize(
    ("role", "groups"),
    [
        ("office_head", {G.OFFICE, G.RESPONSIBLE}),
        ("clerk", {G.OFFICE, G.RESPONSIBLE}),
        ("village_head", {G.HEADS, G.RESPONSIBLE}),
        ("dept_head", {G.HEADS, G.RESPONSIBLE}),
        ("dept_staff", {G.RESPONSIBLE}),
        ("liaison", {G.RESPONSIBLE}),
        ("area_secretary", {G.RESPONSIBLE}),
        ("member", {G.RESPONSIBLE}),
        ("commission_staff", set()),
        ("desk", set()),
        ("admin", set()),
    ],
)
def test_a_person_belongs_to_the_groups_of_their_posts(cast, role, groups):
    assert groups_of(getattr(cast, role).person, DAY) == groups


@pytest.mark.parametrize(
    ("unit", "groups"),
    [
        ("office", {G.OFFICE}),
        ("village", {G.HEADS}),
        ("dept", {G.HEADS}),
        ("area", set()),
        ("commission", set()),
        ("party", set()),
        ("joint", set()),
        ("group", set()),
    ],
)
def test_a_unit_belongs_to_the_group_of_its_kind(cast, unit, groups):
    assert groups_of(getattr(cast, unit), DAY) == groups


def test_the_post_on_the_day_of_the_deed_decides(cast):
    person, today = cast.dept_staff.person, DAY + timedelta(days=30)
    Post.objects.filter(person=person).update(valid_to=DAY)
    Post.objects.create(seat=cast.empty_seat, person=person, valid_from=DAY + timedelta(days=1))
    Post.objects.create(seat=Seat.objects.get(unit=cast.finance), person=person, valid_from=today)
    assert groups_of(person, DAY) == {G.RESPONSIBLE}
    assert not fits("3.2(1)a", person, today - timedelta(days=1))
    assert fits("3.2(1)a", person, today)
    assert groups_of(person, cast.town.live_from - timedelta(days=1)) == frozenset()


def test_a_unit_that_was_not_there_yet_fits_nothing(cast):
    assert groups_of(cast.village, cast.village.valid_from - timedelta(days=1)) == frozenset()


@pytest.mark.clause("3.2(3)a", "3.2(3)b", "3.2(4)a", "3.2(4)b", "3.2(4)c", "3.3(2)", "3.3(3)a", "3.3(3)e")
def test_the_situations_come_in_the_regulations_own_words(cast, rulebook):
    heads = situations_for(cast.village, DAY)
    assert [clause.code for clause in heads][:2] == ["3.2(1)a", "3.2(1)b"]
    assert {clause.number for clause in heads} == {"3.2"}
    own = situations_for(cast.liaison.person, DAY)
    assert [clause.code for clause in own] == [
        *("3.3(1)", "3.3(2)", "3.3(3)a", "3.3(3)b", "3.3(3)c", "3.3(3)d", "3.3(3)e", "3.3(4)")
    ]
    assert own[1].text == "对结对帮扶对象户情况不清或只挂名不开展工作的。"
    assert situations_for(cast.area, DAY) == []


def test_every_situation_of_the_rule_book_is_about_one_group(rulebook):
    counted = [group_of(clause.code) for clause in situations_on(DAY)]
    assert [counted.count(group) for group in Group] == [3, 14, 8]
    with pytest.raises(LookupError):
        group_of("3.4.a")


def test_the_words_are_those_of_the_rule_book_of_the_day(cast, rulebook):
    newer, _ = load_regulation(book=later(read()))
    assert {clause.regulation_id for clause in situations_on(date(2019, 6, 30))} == {rulebook.pk}
    assert {clause.regulation_id for clause in situations_on(date(2019, 7, 1))} == {newer.pk}
    assert situations_on(date(2016, 12, 31)) == []


@pytest.mark.clause("3.2(2)d", "3.2(5)", "3.3(4)")
def test_only_the_catch_all_situations_need_a_written_reason(rulebook):
    codes = {clause.code for clause in situations_on(DAY)}
    assert {code for code in codes if needs_reason(code)} == CATCH_ALL == {"3.2(2)d", "3.2(5)", "3.3(4)"}


@pytest.mark.clause("3.4.b")
def test_people_of_the_district_and_the_commissions_own_are_only_handed_over(cast):
    out = {role for role, user in cast.everybody().items() if is_referred_out(user.person)}
    people = {user.person for role, user in cast.everybody().items() if role in out}
    assert out >= {"secretary", "mayor", "member", "linked", "commission_secretary", "commission_staff"}
    assert {person for person in people if person.level != Person.Level.COUNTY} == {
        post.person for post in Post.objects.filter(seat__unit=cast.commission, person__level=Person.Level.TOWN)
    }
    assert not {"office_head", "clerk", "liaison", "village_head", "dept_head", "desk", "admin"} & out
    assert is_referred_out(cast.commission)
    assert not is_referred_out(cast.village)
    assert not is_referred_out(cast.office)


def test_whoever_sat_in_the_commission_then_or_sits_there_now_is_its_own(cast, at):
    person = cast.commission_staff.person
    Post.objects.filter(person=person).update(valid_to=DAY - timedelta(days=1))
    assert not is_referred_out(person)
    assert not is_referred_out(person, DAY)
    assert is_referred_out(person, DAY - timedelta(days=1))
    Post.objects.create(
        seat=cast.seat(cast.commission, Seat.Kind.COMMISSION_STAFF),
        person=cast.liaison.person,
        valid_from=DAY,
    )
    assert is_referred_out(cast.liaison.person, DAY - timedelta(days=100))
