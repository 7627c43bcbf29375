"""At the door of each page: who is let in, where the others are led, and what a telephone's queue is told."""

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from dushi import clock
from dushi.town import access
from dushi.town.access import anyone, open_to, person_of, signed_in, town_of
from dushi.town.models import Post, User
from tests.cast import PASSWORD, client_of
from tests.statements import statements

QUEUE = {"X-Requested-With": "queue"}
LOGIN = {"state": "login"}
LEADERS = {"secretary", "mayor", "member", "linked", "commission_secretary"}
#: Rule → who of the cast it lets in.
WHO = {
    "office": {"office_head", "clerk"},
    "leader": LEADERS,
    "commission": {"commission_secretary", "commission_staff", "commission_second"},
    "commission_secretary": {"commission_secretary"},
    "main_leader": {"secretary", "mayor"},
    "area_secretary": {"area_secretary", "other_area_secretary"},
    "liaison": {"liaison", "second_liaison", "other_liaison"},
    "admin": {"admin"},
}


def say(word):
    return lambda request, **more: HttpResponse(word)


def lost(request):
    raise Http404


def broken(request):
    raise ZeroDivisionError


urlpatterns = [
    path("login/", open_to(anyone)(say("login")), name="login"),
    path("password/", open_to(signed_in)(say("password")), name="password_change"),
    path("ruled/", open_to(signed_in)(say("open"))),
    path("office/", open_to(access.liaison, access.office)(say("open"))),
    path("named/<str:name>/", open_to(anyone)(say("open"))),
    path("lost/", open_to(signed_in)(lost)),
    path("broken/", open_to(signed_in)(broken)),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.only_on("sqlite")]


@pytest.fixture
def postless(cast):
    """A login whose person has left their last post."""
    Post.objects.filter(person=cast.clerk.person).update(valid_to=clock.date(2026, 1, 2))
    return User.objects.get(pk=cast.clerk.pk)


def test_each_rule_lets_in_whom_it_names(cast, postless):
    people = cast.everybody() | {"clerk": postless}
    everybody = set(people) - {"clerk"}
    rules = {name: who - {"clerk"} for name, who in WHO.items()}
    rules |= {"anyone": set(people), "signed_in": everybody, "staff": everybody - {"admin"}}
    for name, who in rules.items():
        assert {role for role, user in people.items() if getattr(access, name)(user.rights)} == who, name


def test_one_rule_of_several_is_enough_and_the_others_are_told_that_the_page_is_closed(cast):
    for role, user in cast.everybody().items():
        may = role in WHO["office"] | WHO["liaison"]
        assert client_of(user).get("/office/").status_code == (200 if may else 403), role


def test_a_stranger_is_led_to_the_login_and_back_to_what_can_be_opened_again(db):
    stranger = Client()
    assert stranger.get("/ruled/?page=2").url == "/login/?next=/ruled/%3Fpage%3D2"
    assert stranger.post("/ruled/").url == "/login/"
    part = stranger.get("/ruled/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (204, "/login/")
    assert stranger.get("/named/any/").text == "open"


def test_the_queue_keeps_everything_where_somebody_must_log_in_first(cast, postless):
    fresh = cast.liaison
    User.objects.filter(pk=fresh.pk).update(must_change_password=True)
    for client in (Client(), client_of(postless), client_of(fresh)):
        told = client.post("/ruled/", headers=QUEUE)
        assert (told.status_code, told.json()) == (401, LOGIN)
    assert client_of(fresh).post("/password/", headers=QUEUE).text == "password"


def test_a_login_without_a_post_ends_with_the_word_why(postless):
    client = client_of(postless)
    answer = client.get("/ruled/")
    assert answer.url == "/login/"
    assert "没有在任岗位" in str(*get_messages(answer.wsgi_request))
    assert "_auth_user_id" not in client.session
    client = client_of(postless)
    assert client.post("/ruled/", headers=QUEUE).status_code == 401
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("address", "status"), [("/office/", 403), ("/lost/", 404)])
def test_the_queue_is_told_that_a_page_is_closed_and_a_browser_gets_the_page_that_says_so(cast, address, status):
    client = client_of(cast.dept_staff)
    told = client.post(address, headers=QUEUE)
    assert (told.status_code, told.json()["state"]) == (status, "closed")
    assert "您写的还在手机上" in told.json()["message"]
    shown = client.get(address)
    assert shown.status_code == status
    assert shown["Content-Type"].startswith("text/html")


def test_a_failure_of_ours_is_never_told_as_a_closed_page(cast):
    client = client_of(cast.dept_staff)
    client.raise_request_exception = False
    assert client.post("/broken/", headers=QUEUE).status_code == 500


def test_an_address_with_a_zero_byte_is_not_there(db):
    assert Client().get("/named/%00/").status_code == 404


def test_what_may_be_seen_but_not_done_is_refused():
    access.allow(True)
    with pytest.raises(PermissionDenied):
        access.allow(False)


def test_town_and_person_of_a_login(cast, postless):
    assert cast.village_head.rights.has_post
    with statements() as told:
        assert (town_of(cast.village_head), person_of(cast.village_head)) == (cast.town, cast.village_head.person)
    assert not told
    assert town_of(postless) == cast.town
    nobody = User.objects.create_user("nobody", PASSWORD)
    for ask in (town_of, person_of):
        with pytest.raises(PermissionDenied):
            ask(nobody)
