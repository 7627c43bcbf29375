"""A sending as the queue on a telephone makes it."""

from __future__ import annotations

from functools import partial

from django.test import Client

from dushi.town.models import User
from tests.cast import client_of
from tests.together import together

QUEUE = {"X-Requested-With": "queue"}


def queued(client: Client, path: str, body: dict[str, str]):
    """The answer of one sending."""
    return client.post(path, body, headers=QUEUE)


def by(user: User, path: str, body: dict[str, str]):
    return queued(client_of(user), path, body)


def at_once(user: User, path: str, bodies: list[dict[str, str]]):
    """Every body at the same moment, each over a connection of its own: (status, what was told) of each answer."""
    cookies = client_of(user).cookies

    def post(body: dict[str, str]):
        client = Client()
        client.cookies = cookies
        answer = queued(client, path, body)
        return answer.status_code, answer.json()

    return together([partial(post, body) for body in bodies])
