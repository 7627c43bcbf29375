"""What the machine refuses to start with."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from dushi.town.models import Person


def demo_people_in_production() -> list[CheckMessage]:
    """One error while 示例 people are in the database of a production; they can log in with printed passwords."""
    if not (settings.PRODUCTION and Person.objects.filter(is_example=True).exists()):
        return []
    said = "正式环境的数据库里有示例人员，拒绝启动。Demo people are in this production database."
    return [Error(said, hint="Start from an empty database; never play the demo in production.", id="dushi.E001")]


@register(Tags.database)
def check_demo_people(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return demo_people_in_production() if databases and _is_migrated() else []


def _is_migrated() -> bool:
    """Whether the tables of the town are there; before the first migration there is nobody to refuse."""
    return Person._meta.db_table in connection.introspection.table_names()


def refuse_to_serve() -> None:
    """Raises ImproperlyConfigured where this database must not be served. One that is down is told by /healthz."""
    try:
        faults = demo_people_in_production()
    except DatabaseError:
        return
    if faults:
        raise ImproperlyConfigured(faults[0].msg)
