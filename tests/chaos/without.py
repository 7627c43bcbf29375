"""A plugin of pytest for controls: takes away the one protection that CHAOS_OFF names, once everything is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import hypothesis
from django.conf import settings
from hypothesis import Phase


def pytest_configure() -> None:
    """A control need not find the smallest example."""
    if os.environ.get("CHAOS_OFF"):
        hypothesis.settings.register_profile("control", phases=[Phase.explicit, Phase.generate])
        hypothesis.settings.load_profile("control")


def pytest_collection_finish() -> None:
    if off := os.environ.get("CHAOS_OFF"):
        import_module(settings.ROOT_URLCONF)  # and with it every view
        PROTECTIONS[off]()


def everywhere(name: str, instead: Callable[..., Any]) -> None:
    """In every module of the product that has the function of that name, another stands in its place."""
    rooms = ("dushi.", "meetings.", "inspections.", "accountability.")
    for module in [module for key, module in sys.modules.items() if key.startswith(rooms)]:
        if callable(getattr(module, name, None)):
            setattr(module, name, instead)


def backups_without_files() -> None:
    everywhere("media_files", lambda folder: [])


def archives_without_their_sum() -> None:
    everywhere("_demand_whole", lambda path: None)


def addresses_without_rules() -> None:
    from dushi.town.access import AccessMiddleware

    AccessMiddleware.process_view = lambda *about: None  # type: ignore[method-assign]


def rows_of_every_town() -> None:
    """Who looks at units and people sees them all, wherever they are."""
    from dushi.town.models import Person, Unit

    for model in (Unit, Person):
        type(model.objects.all()).visible_to = lambda rows, user: rows.all()


def columns_in_the_clear() -> None:
    from dushi.records import sealing

    for field in (sealing.EncryptedTextField, sealing.EncryptedBytesField):
        field.get_prep_value = lambda column, value: value  # type: ignore[method-assign]
        field.from_db_value = lambda column, value, *of: value  # type: ignore[method-assign]


def djangos_own_admin() -> None:
    from django.contrib.admin import ModelAdmin

    from accountability.desk.closed import ClosedAdmin

    ClosedAdmin.get_urls = ModelAdmin.get_urls  # type: ignore[method-assign]


def pictures_as_they_came() -> None:
    everywhere("shrunk", lambda file, longest=0: file.read())


def covert_visits_in_the_open() -> None:
    from django.db.models import Q

    from inspections.models import inspection

    inspection.OPEN_COVERT = Q(pk__in=[])


def pages_without_a_policy() -> None:
    from csp.middleware import CSPMiddleware

    CSPMiddleware.process_response = lambda middleware, request, response: response  # type: ignore[method-assign]


def guesses_without_end() -> None:
    settings.AXES_ENABLED = False


def parsers_that_crash() -> None:
    from dushi.town.exchange import sandbox

    sandbox.UNREADABLE = ()  # type: ignore[assignment]


def formulas_as_typed() -> None:
    everywhere("plain", str)


def apostrophes_left_standing() -> None:
    everywhere("unguarded", str)


def nobody_waits_for_another() -> None:
    from django.db.models import QuerySet

    QuerySet.select_for_update = lambda rows, **options: rows  # type: ignore[method-assign]


def links_taken_on_trust() -> None:
    everywhere("followed", lambda previous, done, texts: (len(texts), texts[-1][-64:].decode() if texts else previous))


#: Name of a control → what takes the protection away.
PROTECTIONS: dict[str, Callable[[], None]] = {
    "media": backups_without_files,
    "sum": archives_without_their_sum,
    "rules": addresses_without_rules,
    "scope": rows_of_every_town,
    "sealing": columns_in_the_clear,
    "closed": djangos_own_admin,
    "stripping": pictures_as_they_came,
    "covert": covert_visits_in_the_open,
    "policy": pages_without_a_policy,
    "lockout": guesses_without_end,
    "parsing": parsers_that_crash,
    "plain": formulas_as_typed,
    "unguarded": apostrophes_left_standing,
    "waiting": nobody_waits_for_another,
    "links": links_taken_on_trust,
}
