"""Every address × method × role, as docs/access.md says, and nothing else."""

import pytest

from tests.access import addresses
from tests.cast import client_of, clients_of
from tests.walking import LINES, REACHABLE, address, ask, meaning

#: Rules know no engine; PostgreSQL is the one that refuses a careless query.
pytestmark = pytest.mark.only_on("postgresql")


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
