"""What the navigation counts."""

from __future__ import annotations

from typing import Any

from dushi.alerts.models import Alert
from dushi.town.models import User
from dushi.town.prepared import count_of, prepared


def unread(user: User) -> int:
    """Alerts that this user has not read."""
    return sum(_unread(user))


@prepared
def _unread(user: User) -> Any:
    return count_of(Alert.objects.visible_to(user).unread())
