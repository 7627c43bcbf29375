"""Every address of the desk, whatever is registered: no English, nothing of Django's own pages, nothing kept."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import transaction

from tests.accountability.desk.walking import ADMINS, english
from tests.cast import client_of
from tests.walking import LINES, REACHABLE, address

SCREENS = [name for name in REACHABLE if name.startswith("commission:") and "GET" in LINES[name].methods]
#: What only Django's own admin pages would bring.
DJANGOS = ("/static/admin/", "django-admin", "jsi18n", "nav-sidebar", "theme-toggle", "actionlist", "<style", "onclick")


def test_every_registered_model_is_walked():
    named = {name.removeprefix("commission:").rpartition("_")[0] for name in SCREENS}
    assert set(ADMINS) <= named


@pytest.mark.clause("3.0")
@pytest.mark.only_on("sqlite")  # pages say the same on both engines
def test_every_screen_is_the_products_own_and_speaks_chinese(live):
    wrong = {}
    for name in SCREENS:
        role = next(role for role in sorted(live.everybody()) if LINES[name].expected(role) == "open")
        with transaction.atomic():
            answer = client_of(getattr(live, role)).get(address(live, name))
            if faults := faults_of(answer):
                wrong[name] = faults
            transaction.set_rollback(True)
    assert wrong == {}


def faults_of(answer):
    """What is wrong with a page or a file of the desk."""
    found = [] if answer.status_code == 200 else [f"answers {answer.status_code}"]
    found += [word for word in ("no-store", "private") if word not in answer["Cache-Control"]]
    if LogEntry.objects.exists():
        found.append("writes Django's own log")
    if not answer["Content-Type"].startswith("text/html"):
        return found
    body = answer.content.decode()
    found += [word for word in DJANGOS if word in body]
    return [*found, *english(answer), *(["unsafe"] if "unsafe" in answer["Content-Security-Policy"] else [])]
