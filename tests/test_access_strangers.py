"""Who is not logged in, comes without a token, or is of the next town meets nothing, at any address."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import client_of, clients_of
from tests.walking import CLOSED, LINES, REACHABLE, address, ask, meaning

#: Rules know no engine; PostgreSQL is the one that refuses a careless query.
pytestmark = pytest.mark.only_on("postgresql")


@pytest.mark.parametrize("name", CLOSED)
def test_whoever_is_not_logged_in_is_led_to_the_login(cast, name):
    path = address(cast, name)
    for method in LINES[name].methods:
        answer = getattr(Client(), method.lower())(path)
        assert answer.status_code == 302, f"{method} {path}"
        assert answer.url.startswith(reverse("login")), f"{method} {path}"


@pytest.mark.parametrize("name", sorted(name for name in REACHABLE if "POST" in LINES[name].methods))
def test_an_act_without_its_token_is_refused(cast, name):
    line, path = LINES[name], address(cast, name)
    role = next(role for role in cast.everybody() if line.expected(role) == "open")
    client = client_of(getattr(cast, role), enforce_csrf_checks=True)
    assert ask(client, "POST", path) == 403, f"{name} takes a POST without a CSRF token"


@pytest.mark.parametrize("name", sorted(name for name in CLOSED if LINES[name].sample))
def test_what_belongs_to_the_next_town_does_not_exist(cast, name):
    line, path = LINES[name], address(cast, name, is_foreign=True)
    if path is None:
        assert line.sees is not None
        return
    # The others are refused before anybody asks whose it is (test_access).
    people = {role: user for role, user in cast.everybody().items() if role in line.who}
    for role, client in clients_of(people, raise_request_exception=False).items():
        for method in line.methods:
            met = meaning(ask(client, method, path))
            assert met == "404", f"{role} {method} {path}: {met} instead of 404"


@pytest.mark.parametrize("name", sorted(name for name in CLOSED if LINES[name].sample))
def test_the_officer_of_the_next_town_finds_nothing_here(cast, name):
    path = address(cast, name)
    if address(cast, name, is_foreign=True) is None:
        return
    client = client_of(cast.foreigner, raise_request_exception=False)
    for method in LINES[name].methods:
        met = meaning(ask(client, method, path))
        assert met in ("404", "403"), f"the foreigner met {met} at {method} {path}"
