"""Facts in a row: a line may end with the dot between them, never begin with it."""

import re

from django.template.loader import get_template

from tests.cast import client_of


def test_each_dot_is_tied_to_what_stands_before_it(cast):
    cast.village.is_key = True
    cast.village.save()
    page = client_of(cast.clerk).get(f"/units/{cast.village.pk}/").text
    assert "示例一管区" in page and "\u00a0· 重点村" in page
    assert not re.search(r"[ \n]· ", page.split("<main")[1])


def test_templates_of_django_itself_are_found_as_well():
    assert get_template("django/forms/widgets/input.html")
