"""What the navigation counts."""

from dushi.alerts.models import Alert
from dushi.town.models import User


def unread(user: User) -> int:
    """Alerts that this user has not read."""
    return Alert.objects.visible_to(user).unread().count()
