"""Deny by default, and rights that follow from posts in force alone."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dushi import clock
from dushi.town.access import anyone, open_to, signed_in
from dushi.town.models import Household, Person, Post, Seat, Unit, User
from dushi.town.rights import rights_of
from tests.cast import AREAS, LIVE_FROM, UNITS, Cast, client_of

K = Seat.Kind
DAY = timedelta(days=1)
#: (unit, kind) of seats that a random career may run through.
SEATS = [
    *(
        (name, kind)
        for name in ("village", "second_village", "other_village")
        for kind in (K.LIAISON, K.HEAD, K.LINK_LEADER)
    ),
    *((name, kind) for name in ("area", "other_area") for kind in (K.AREA_SECRETARY, K.AREA_LEADER)),
    *(("office", kind) for kind in (K.HEAD, K.STAFF, K.PETITION_DESK, K.ADMINISTRATOR)),
    *(("party", kind) for kind in (K.MAIN_LEADER, K.MEMBER)),
    *(("commission", kind) for kind in (K.COMMISSION_SECRETARY, K.COMMISSION_STAFF)),
    *(("dept", kind) for kind in (K.HEAD, K.STAFF)),
]
TOWN_WIDE = {K.MAIN_LEADER, K.MEMBER, K.AREA_LEADER, K.LINK_LEADER}


def bare(request):
    return HttpResponse("open")


urlpatterns = [
    path("login/", open_to(anyone)(lambda request: HttpResponse("login")), name="login"),
    path("password/", open_to(signed_in)(lambda request: HttpResponse("password")), name="password_change"),
    path("bare/", bare),
    path("nobody/", open_to()(lambda request: HttpResponse("open"))),
    path("ruled/", open_to(signed_in)(lambda request: HttpResponse("open"))),
]


@pytest.mark.urls("tests.town.test_rights")
@pytest.mark.parametrize("address", ["/bare/", "/nobody/"])
def test_a_page_that_no_rule_opens_is_closed_to_everybody(cast, address):
    for user in cast.everybody().values():
        assert client_of(user).get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.urls("tests.town.test_rights")
def test_a_flag_on_the_login_opens_nothing(cast):
    User.objects.filter(pk=cast.dept_staff.pk).update(is_superuser=True, is_staff=True)
    client = client_of(User.objects.get(pk=cast.dept_staff.pk))
    assert client.get("/bare/").status_code == 403
    assert not User.objects.get(pk=cast.dept_staff.pk).rights.sees_town


@pytest.mark.urls("tests.town.test_rights")
def test_a_login_without_a_person_or_a_post_is_led_out(cast):
    lost = User.objects.create_user("lost", "示例口令 2026", must_change_password=False)
    assert client_of(lost).get("/ruled/").url == "/login/"


@pytest.mark.urls("tests.town.test_rights")
def test_a_one_time_password_leads_to_the_page_that_replaces_it(cast):
    User.objects.filter(pk=cast.clerk.pk).update(must_change_password=True)
    client = client_of(User.objects.get(pk=cast.clerk.pk))
    assert client.get("/ruled/").url == "/password/"
    assert client.get("/ruled/", headers={"HX-Request": "true"})["HX-Redirect"] == "/password/"
    assert client.get("/password/").text == "password"


LEADERS = {"secretary", "mayor", "member", "linked", "commission_secretary"}
OFFICE = {"office_head", "clerk"}
HEADS = {"secretary": {"group"}, "office_head": {"office"}, "village_head": {"village"}, "dept_head": {"dept"}}
#: What a post gives → who of the cast has it.
HAVE = {
    "is_main_leader": {"secretary", "mayor"},
    "is_leader": LEADERS,
    "is_area_secretary": {"area_secretary", "other_area_secretary"},
    "is_liaison": {"liaison", "second_liaison", "other_liaison"},
    "is_commission": {"commission_secretary", "commission_staff", "commission_second"},
    "is_commission_secretary": {"commission_secretary"},
    "is_desk": {"desk"},
    "is_admin": {"admin"},
    "is_office": OFFICE,
    "sees_town": LEADERS | OFFICE,
    "is_department_head": {"dept_head"},
}
#: Ids that a post gives → who of the cast has which units.
UNITS_OF = {
    "headed": HEADS,
    "areas": {"member": {"area"}, "area_secretary": {"area"}, "other_area_secretary": {"other_area"}},
    "liaison_villages": {
        "liaison": {"village", "second_village"},
        "second_liaison": {"village", "demo_village"},
        "other_liaison": {"other_village", "key_village"},
    },
    "covered": {
        "member": {"area", *AREAS["area"]},
        "linked": {"other_village"},
        "commission_secretary": {"key_village"},
    },
}


def test_each_post_gives_what_the_regulation_gives_it_and_nothing_else(cast):
    rights = {role: user.rights for role, user in cast.everybody().items()}
    for name, who in HAVE.items():
        assert {role for role, one in rights.items() if getattr(one, name)} == who, name
    for name, whose in UNITS_OF.items():
        ids = {role: {getattr(cast, unit).pk for unit in units} for role, units in whose.items()}
        assert {role: getattr(one, name) for role, one in rights.items() if getattr(one, name)} == ids, name
    for role, one in rights.items():
        assert one.person_id == getattr(cast, role).person_id
        assert one.seats == set(Post.objects.filter(person=one.person_id).values_list("seat", flat=True))
    assert cast.dept_staff.rights.own_units == {cast.dept.pk}
    assert cast.admin.rights.own_units == cast.desk.rights.own_units == set()


def test_each_seat_of_the_leaders_suffices_alone(cast):
    for place, kind in enumerate(sorted(TOWN_WIDE)):
        person = Person.objects.create(town=cast.town, name=f"示例·班子{place}")
        list(hold(cast, person, [(("area", kind), 0, None)]))
        rights = rights_of(person.pk)
        assert rights.is_leader and rights.sees_town and not rights.is_office, kind


def test_of_several_posts_each_gives_its_own(cast):
    person = Person.objects.create(town=cast.town, name="示例·兼职")
    list(hold(cast, person, [(("dept", K.HEAD), 0, None), (("village", K.LIAISON), 0, None)]))
    rights = rights_of(person.pk)
    assert rights.is_department_head and rights.is_liaison and not rights.is_leader
    assert (rights.headed, rights.liaison_villages) == ({cast.dept.pk}, {cast.village.pk})


def test_what_was_merged_is_open_to_who_answers_for_what_it_went_into(cast):
    merged = (cast.village, cast.demo_village)
    for unit, into in zip(merged, (cast.demo_village, cast.dept), strict=True):
        Unit.objects.filter(pk=unit.pk).update(successor=into)
    Unit.objects.filter(pk=cast.finance.pk).update(successor=cast.supervision)
    Unit.objects.filter(pk=cast.foreign_village.pk).update(successor=cast.office)
    assert rights_of(cast.dept_head.person_id).units == {cast.dept.pk, *(unit.pk for unit in merged)}
    assert rights_of(cast.dept_head.person_id).own_units == {cast.dept.pk}
    assert rights_of(cast.dept_staff.person_id).units == {cast.dept.pk}
    assert rights_of(cast.office_head.person_id).units == {cast.office.pk}
    assert rights_of(cast.desk.person_id).units == set()
    assert rights_of(cast.second_liaison.person_id).units == {cast.village.pk, cast.demo_village.pk}
    assert rights_of(cast.other_area_secretary.person_id).units == cast.other_area_secretary.rights.own_units | {
        getattr(cast, name).pk for name in AREAS["other_area"]
    }


def test_who_fills_a_seat_and_who_hands_it_over(cast):
    guarded = (K.COMMISSION_SECRETARY, K.COMMISSION_STAFF, K.ADMINISTRATOR)
    for role, user in cast.everybody().items():
        for kind in (*guarded, K.LIAISON, K.HEAD):
            above = role in (HAVE["is_main_leader"] if kind in guarded else OFFICE)
            assert user.rights.fills(kind) == (above or role == "admin"), (role, kind)
            hands_over = above or (role == "admin" and kind in guarded)
            assert user.rights.hands_over(kind) == hands_over, (role, kind)


def test_who_serves_a_village(cast):
    near = {"area_secretary", "liaison", "second_liaison", "village_head"}
    serve = {role for role, user in cast.everybody().items() if user.rights.serves(cast.village.pk)}
    assert serve == LEADERS | OFFICE | near
    assert not any(user.rights.serves(None) for user in cast.everybody().values())


def test_a_person_without_a_post_belongs_to_the_town_and_has_nothing_in_it(cast):
    lost = Person.objects.create(town=cast.town, name="示例·无岗")
    rights = rights_of(lost.pk)
    assert (rights.person_id, rights.town_id, rights.has_post, rights.units) == (lost.pk, cast.town.pk, False, set())
    assert not any(getattr(rights, name) for name in HAVE)
    nobody = rights_of(None)
    assert (nobody.person_id, nobody.town_id, nobody.has_post) == (None, None, False)


def test_rights_end_with_the_day_of_the_post(cast):
    post = Post.objects.get(person=cast.clerk.person)
    post.valid_to = clock.today()
    post.save()
    assert rights_of(cast.clerk.person_id, clock.today()).is_office
    assert not rights_of(cast.clerk.person_id, clock.today() + DAY).has_post
    assert not rights_of(cast.clerk.person_id, LIVE_FROM - DAY).has_post


def test_at_midnight_in_shanghai_the_day_changes(cast):
    post = Post.objects.get(person=cast.clerk.person)
    post.valid_to = clock.date(2026, 9, 17)
    post.save()
    with clock.frozen(clock.at(clock.date(2026, 9, 17), 23, 59)):
        assert rights_of(cast.clerk.person_id).is_office
    with clock.frozen(clock.at(clock.date(2026, 9, 18))):
        assert not rights_of(cast.clerk.person_id).is_office


def test_rights_cost_three_queries_at_most(cast, django_assert_max_num_queries):
    for user in cast.everybody().values():
        with django_assert_max_num_queries(3):
            rights_of(user.person_id)


#: A career: seats with the days they began and ended, counted from today.
CAREERS = st.lists(
    st.tuples(st.sampled_from(SEATS), st.integers(-60, 10), st.one_of(st.none(), st.integers(-30, 30))), max_size=6
)


class SeeingFollowsFromPosts(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(CAREERS)
    def test_who_sees_what_follows_from_posts_in_force_and_never_crosses_the_town(self, career):
        cast = Cast()
        person = Person.objects.create(town=cast.town, name="示例·任某")
        user = User.objects.create(username="ren", person=person, password="!")
        held = list(hold(cast, person, career))
        seen = expected(cast, held)
        assert set(Unit.objects.visible_to(user)) == seen
        assert {unit.town_id for unit in Unit.objects.visible_to(user)} <= {cast.town.pk}
        assert {one.town_id for one in Person.objects.visible_to(user)} == {cast.town.pk}
        assert not Household.objects.visible_to(user).exclude(town=cast.town).exists()
        assert user.rights.has_post == bool(held)
        assert user.rights.is_office == any(name == "office" and kind in (K.HEAD, K.STAFF) for name, kind in held)


def hold(cast, person, career):
    """Seat the person; yields the seats held today. Each seat is new, so that nobody else is in the way."""
    for place, ((name, kind), began, ended) in enumerate(career):
        ended = None if ended is None else max(began, ended)
        seat = Seat.objects.create(town=cast.town, unit=getattr(cast, name), kind=kind, ordinal=50 + place)
        Post.objects.create(
            seat=seat,
            person=person,
            valid_from=clock.today() + began * DAY,
            valid_to=None if ended is None else clock.today() + ended * DAY,
        )
        if began <= 0 and (ended is None or ended >= 0):
            yield name, kind


def expected(cast, held):
    """The same rule, written a second time and more slowly: design.md, "Who sees what"."""
    kinds = {kind for _, kind in held}
    in_office = any(name == "office" and kind in (K.HEAD, K.STAFF) for name, kind in held)
    if kinds & TOWN_WIDE or in_office or K.ADMINISTRATOR in kinds:
        return {getattr(cast, name) for name in UNITS}
    names = {name for name, kind in held if kind != K.PETITION_DESK}
    for name, kind in held:
        if kind == K.AREA_SECRETARY:
            names |= set(AREAS[name])
    return {getattr(cast, name) for name in names}
