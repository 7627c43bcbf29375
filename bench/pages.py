"""my-work, regulation-grid, office-pack, matters-list: beside a bare page of the same bytes, and the same pages of one
town alone and of that town among a nation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from bench.harness import Pairs, Result, alike, pairs
from bench.serving import BARE, OURS, NotServed, asked, getting, served, sessions
from bench.world import World

PAGES = {"my-work": "/work/", "regulation-grid": "/state/", "office-pack": "", "matters-list": "/matters/"}
NAMES = (*PAGES, *(f"{name} of a nation" for name in PAGES))
GOAL = 3.0
#: Pages of one measurement: each role opens it so often.
TIMES = 10
#: Kind of the seat, and of its unit where more than one has such seats: who opens the pages.
ROLES = (("LIAISON", None), ("AREA_SECRETARY", None), ("HEAD", "OFFICE"), ("MAIN_LEADER", None))
OFFICE = 2


def measure(world: World) -> list[Result]:
    with ExitStack() as stack:
        ports = {
            "town": stack.enter_context(served(world, world.town, OURS)),
            "nation": stack.enter_context(served(world, world.nation, OURS)),
            "bare": stack.enter_context(served(world, world.nation, BARE)),
        }
        keys = {"nation": _sessions(world, world.nation, OURS), "bare": _sessions(world, world.nation, BARE)}
        keys["town"] = _sessions(world, world.town, OURS)
        paths = PAGES | {"office-pack": _pack(world)}
        found: dict[str, Result] = {}
        for name, path in paths.items():
            roles = [OFFICE] if name == "office-pack" else range(len(ROLES))
            ours, small = ([getting(path, keys[where][role]) for role in roles] for where in ("nation", "town"))
            bare = [_bare(ports, request, keys["bare"][role], world) for request, role in zip(ours, roles, strict=True)]
            sides = (opening(ports["nation"], ours), opening(ports["bare"], bare), opening(ports["town"], small))
            found[name] = _page(pairs(sides[0], sides[1]), len(ours)).at_most(name, GOAL)
            same = _page(pairs(sides[0], sides[2]), len(ours))
            found[f"{name} of a nation"] = alike(f"{name} of a nation", same.floor, same.ours)
    return [found[name] for name in NAMES]


def _page(measured: Pairs, roles: int) -> Pairs:
    """Seconds of one page."""
    count = TIMES * roles
    return replace(measured, ours=measured.ours / count, floor=measured.floor / count)


def opening(port: int, requests: Sequence[bytes]) -> Callable[[], list[tuple[int, int]]]:
    """Opens each page TIMES times. Returns what was answered last: status and bytes."""
    for request in [*requests] * 4:
        asked(port, request)  # each worker has read what it reads once

    def opened() -> list[tuple[int, int]]:
        answers = [asked(port, request) for _ in range(TIMES) for request in requests]
        if wrong := [status for status, _ in answers if status != 200]:
            raise NotServed(f"answered {wrong[0]}")
        return answers[-len(requests) :]

    return opened


def _bare(ports: dict[str, int], ours: bytes, session: str, world: World) -> bytes:
    """The bare page with as many lines as fit into the bytes of ours, and filled up to them."""
    _, size = asked(ports["nation"], ours)
    with world.on(world.nation):
        town = _people()[0].person.town_id

    def of(lines: int, size: int) -> bytes:
        return getting(f"/page?{urlencode({'town': town, 'lines': lines, 'size': size})}", session)

    _, few = asked(ports["bare"], of(10, 0))
    _, more = asked(ports["bare"], of(40, 0))
    lines = int((size - few) / ((more - few) / 30)) + 10
    while asked(ports["bare"], of(lines, size))[1] > size:
        lines -= 1
    return of(lines, size)


def _sessions(world: World, database: str, application: str) -> list[str]:
    with world.on(database):
        return sessions(_people(), application)


def _people() -> list[Any]:
    """One of each role of the demo town."""
    from dushi.town.models import Town, User

    town = Town.objects.filter(people__user__isnull=False).order_by("pk").first()
    found = []
    for kind, unit in ROLES:
        seated = {"person__posts__seat__kind": kind, "person__posts__valid_to": None}
        users = User.objects.filter(person__town=town, is_active=True, must_change_password=False, **seated)
        users = users.filter(person__posts__seat__unit__kind=unit) if unit else users
        found.append(users.select_related("person").order_by("pk")[0])
    return found


def _pack(world: World) -> str:
    """Path of the newest pack of an office meeting of the demo town."""
    from django.urls import reverse

    from meetings.models import Meeting

    with world.on(world.nation):
        town = _people()[0].person.town_id
        newest = Meeting.objects.filter(town=town, body__kind="OFFICE").order_by("-starts_at")[0]
        return reverse("pack_page", args=[newest.pk])
