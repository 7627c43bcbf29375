"""A few addresses of the navigation, each with a rule of its own; most are not there."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from dushi.town.access import anyone, office, open_to, signed_in


@open_to(signed_in)
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@open_to(office)
def for_office(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@open_to(anyone)
def for_anyone(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def without_rule(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def two(user: object) -> int:
    return 2


urlpatterns = [
    path("work/", for_all, name="my_work"),
    path("meetings/", for_all, name="meeting_list"),
    path("meetings/<int:pk>/", for_all, name="meeting_page"),
    path("setup/", for_office, name="setup_checklist"),
    path("regulation/", for_anyone, name="regulation_page"),
    path("jobs/", without_rule, name="jobs_page"),
    path("matters/<int:pk>/", for_all, name="matter_list"),
]
