"""Questions put together once answer as the querysets they are made of; what is computed is asked anew."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.models import Matter
from dushi.town.models import Unit
from dushi.town.prepared import QUESTIONS, count_of, prepared
from tests.cast import client_of
from tests.statements import statements

ROLES = ("office_head", "secretary", "area_secretary", "liaison", "dept_head", "commission_secretary", "admin")


@prepared
def of_town(user):
    return Unit.objects.visible_to(user).filter(valid_from__lte=clock.today()).order_by("pk")


@prepared
def begun_by(day, kinds):
    return Unit.objects.filter(valid_from__lte=day, kind__in=kinds).order_by("pk").values_list("pk", flat=True)


@prepared
def computed(day):
    return Unit.objects.filter(valid_from__lte=day - timedelta(days=1)).order_by("pk")


@prepared
def fixed_by_a_row(town):
    first = Unit.objects.order_by("pk").first()
    return Unit.objects.filter(town=town, pk=first.pk)


@prepared
def beside(user):
    return Matter.objects.visible_to(user)


@prepared
def how_many(user):
    return count_of(Unit.objects.visible_to(user))


def test_the_answer_is_that_of_the_queryset_for_everybody(cast, at):
    for role in ROLES:
        user = getattr(cast, role)
        for _ in range(2):
            assert of_town(user) == list(Unit.objects.visible_to(user).order_by("pk"))
            assert sum(how_many(user)) == Unit.objects.visible_to(user).count()
            assert beside(user) == list(Matter.objects.visible_to(user))
    assert None not in QUESTIONS["tests.town.test_prepared.of_town"].values()


def test_values_and_the_day_go_in_at_each_asking(cast, at):
    village = cast.village
    Unit.objects.filter(pk=village.pk).update(valid_from=clock.today() + timedelta(days=3))
    assert village not in of_town(cast.office_head)
    assert village.pk not in begun_by(clock.today(), ("VILLAGE",))
    assert village.pk in begun_by(clock.today() + timedelta(days=3), ("VILLAGE",))
    clock.advance(timedelta(days=3))
    assert village in of_town(cast.office_head)


def test_one_statement_for_one_asking(cast, at):
    of_town(cast.liaison)
    with statements() as told:
        of_town(cast.liaison)
    assert len(told) == 1


def test_what_is_computed_from_a_value_or_read_from_a_row_is_asked_anew(cast, at):
    today = clock.today()
    assert computed(today) == list(Unit.objects.filter(valid_from__lt=today).order_by("pk"))
    assert list(QUESTIONS["tests.town.test_prepared.computed"].values()) == [None]
    first = Unit.objects.order_by("pk").first()
    assert fixed_by_a_row(first.town_id) == [first]
    assert list(QUESTIONS["tests.town.test_prepared.fixed_by_a_row"].values()) == [None]


@pytest.mark.parametrize("page", ["my_work", "matter_list"])
def test_no_question_of_the_pages_is_asked_anew(cast, at, page):
    for role in ROLES:
        assert client_of(getattr(cast, role)).get(reverse(page)).status_code in (200, 403)
    of_pages = {name: kept for name, kept in QUESTIONS.items() if not name.startswith("tests.")}
    assert of_pages
    assert not [name for name, kept in of_pages.items() if None in kept.values()]
