"""Who can be reached by which channel, and wants to be: addresses, choices, and the robots of one's own units."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db import models

from dushi.alerts.mail import mail_is_configured
from dushi.alerts.models import Alert, AlertPreference, Delivery, Robot
from dushi.town.models import Person, Post

Channel = Delivery.Channel
MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})\Z")


def sms_is_configured() -> bool:
    """False where no gateway is named: then no SMS is written down that would never leave."""
    return bool(settings.SMS_URL)


def mobile_of(person: Person) -> str:
    """The eleven digits of a mobile number, or "": a telephone on a desk takes no SMS."""
    found = MOBILE.match(person.phone.replace(" ", "").replace("-", ""))
    return found[1] if found else ""


@dataclass(frozen=True)
class Reach:
    """Of some people: who has an address for a channel (ids), who chose what, and whose units have a robot."""

    addressed: dict[str, frozenset[int]]
    chosen: dict[int, AlertPreference]
    robots: dict[int, list[Robot]]

    def takes(self, alert: Alert, channel: str) -> bool:
        """Its person is reached by that channel and chose it for this kind of event."""
        if alert.person_id not in self.addressed[channel]:
            return False
        return channel in self.chosen.get(alert.person_id, AlertPreference()).of(alert.kind)


def reach_of(people: models.QuerySet[Person]) -> Reach:
    """Three queries, whatever the number of people."""
    found = list(people.only("email", "phone"))
    chosen = {row.person_id: row for row in AlertPreference.objects.filter(person__in=people)}
    robots = robots_of(people)
    addressed = {
        Channel.EMAIL: frozenset(one.pk for one in found if one.email and mail_is_configured()),
        Channel.SMS: frozenset(one.pk for one in found if sms_is_configured() and mobile_of(one)),
        Channel.ROBOT: frozenset(robots),
    }
    return Reach(addressed={str(key): ids for key, ids in addressed.items()}, chosen=chosen, robots=robots)


def robots_of(people: models.QuerySet[Person]) -> dict[int, list[Robot]]:
    """Person → the robots in use of the units where they hold a seat today. Two queries."""
    robots: dict[int, list[Robot]] = defaultdict(list)
    for robot in Robot.objects.filter(is_active=True, town__in=people.values("town")).order_by("pk"):
        robots[robot.unit_id].append(robot)
    posts = Post.objects.in_force().filter(person__in=people, seat__unit__in=robots)
    found: dict[int, list[Robot]] = defaultdict(list)
    for person, unit in posts.values_list("person", "seat__unit").order_by("person", "seat__unit").distinct():
        found[person] += robots[unit]
    return dict(found)
