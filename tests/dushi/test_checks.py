"""A production with demo people in it does not start."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django import Settings

from dushi.checks import refuse_to_serve
from dushi.town.models import Person, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(at) -> Town:
    return Town.objects.create(code="371702104", name="都司镇", live_from=at.today())


def check() -> None:
    call_command("check", databases=["default"])


def test_demo_people_stop_a_production(town: Town, settings: Settings) -> None:
    Person.objects.create(town=town, name="示例·王某", is_example=True)
    check()
    refuse_to_serve()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="示例人员"):
        check()
    with pytest.raises(ImproperlyConfigured, match="示例人员"):
        refuse_to_serve()


def test_real_people_stop_nothing(town: Town, settings: Settings) -> None:
    settings.PRODUCTION = True
    Person.objects.create(town=town, name="王某")
    check()
    refuse_to_serve()


def test_a_database_that_is_down_lets_the_web_start_and_tell_so(settings: Settings) -> None:
    def gone(*args: object) -> None:
        raise OperationalError

    settings.PRODUCTION = True
    with connection.execute_wrapper(gone):
        refuse_to_serve()
