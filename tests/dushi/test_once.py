"""What is asked once for a page, and anew for the next page and in every act."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from dushi.once import OnceMiddleware, once_a_page
from tests.cast import client_of
from tests.statements import statements


@pytest.mark.parametrize(("method", "times"), [("GET", [2, 4]), ("POST", [3, 6])])
def test_within_one_page_the_same_is_asked_once_and_an_act_asks_anew(method, times):
    told = []
    ask = once_a_page(told.append)

    def view(request):
        for about in ("甲", "甲", "乙"):
            ask(about)
        return HttpResponse()

    for asked in times:
        OnceMiddleware(view)(RequestFactory().generic(method, "/"))
        assert len(told) == asked
    ask("甲")
    ask("甲")
    assert len(told) == times[-1] + 2


def test_what_waits_for_a_main_leader_is_asked_once_for_the_page_and_its_entry(cast):
    client = client_of(cast.secretary)
    with statements() as told:
        assert client.get(reverse("my_work")).status_code == 200
    assert sum('FROM "accountability_case" ' in said.partition("WHERE")[0] for said in told) == 1
