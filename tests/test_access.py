"""Every address × method × role, as docs/access.md says, and nothing else."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import addresses, document
from tests.cast import client_of, clients_of
from tests.sample import load

#: Rules know no engine; PostgreSQL is the one that refuses a careless query.
pytestmark = pytest.mark.only_on("postgresql")
LINES = document()
SAMPLES = load()
REACHABLE = sorted(set(addresses()) & set(LINES))
CLOSED = sorted(name for name in REACHABLE if not LINES[name].is_open)


def address(cast, name, is_foreign=False):
    """The path with the arguments of its example; None where the next town has no such thing."""
    line = LINES[name]
    if not line.sample:
        return reverse(name)
    assert line.sample in SAMPLES, f"{name}: no sample {line.sample!r}; add @sample({line.sample!r}) to your samples.py"
    arguments = SAMPLES[line.sample](cast, is_foreign)
    return None if arguments is None else reverse(name, args=arguments)


def ask(client, method, path):
    """The answer's status; whatever the act did is undone."""
    with transaction.atomic():
        status = client.generic(method, path, content_type="application/x-www-form-urlencoded").status_code
        transaction.set_rollback(True)
    return status


def meaning(status):
    return {403: "403", 404: "404", 405: "405"}.get(status, f"broken ({status})" if status >= 500 else "open")


def test_every_address_is_listed():
    unlisted = sorted(set(addresses()) - set(LINES))
    assert not unlisted, f"add to docs/access.md, after thinking who may open them: {unlisted}"


def test_no_line_names_an_address_that_is_gone():
    gone = sorted(set(LINES) - set(addresses()))
    assert not gone, f"docs/access.md lists what no room shows: {gone}"


@pytest.mark.parametrize("name", REACHABLE)
def test_an_address_with_arguments_names_its_example(name):
    has_arguments, line = addresses()[name] > 0, LINES[name]
    assert has_arguments == bool(line.sample), (
        f"{name}: its object rule must be {'sample: words' if has_arguments else '–'}"
    )


@pytest.mark.parametrize("name", REACHABLE)
def test_everybody_meets_what_is_written(cast, name):
    line, path = LINES[name], address(cast, name)
    wrong = []
    for role, client in clients_of(cast.everybody(), raise_request_exception=False).items():
        for method in sorted(line.methods):
            met = meaning(ask(client, method, path))
            if met != line.expected(role):
                wrong.append(f"{role} {method} {path}: {met}, docs/access.md says {line.expected(role)}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", REACHABLE)
def test_other_methods_are_refused(cast, name):
    line, path = LINES[name], address(cast, name)
    role = next(role for role in cast.everybody() if line.expected(role) == "open")
    client = client_of(getattr(cast, role))
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - line.methods:
        assert meaning(ask(client, method, path)) == "405", f"{method} {path} as {role}"


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
    for role, client in clients_of(cast.everybody(), raise_request_exception=False).items():
        for method in line.methods:
            met, expected = meaning(ask(client, method, path)), "404" if role in line.who else "403"
            assert met == expected, f"{role} {method} {path}: {met} instead of {expected}"


@pytest.mark.parametrize("name", sorted(name for name in CLOSED if LINES[name].sample))
def test_the_officer_of_the_next_town_finds_nothing_here(cast, name):
    path = address(cast, name)
    if address(cast, name, is_foreign=True) is None:
        return
    client = client_of(cast.foreigner, raise_request_exception=False)
    for method in LINES[name].methods:
        met = meaning(ask(client, method, path))
        assert met in ("404", "403"), f"the foreigner met {met} at {method} {path}"
