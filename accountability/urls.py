"""Addresses of chapter 3, by topic."""

from django.urls import include, path

urlpatterns = [
    path("", include("accountability.desk.urls")),
    path("", include("accountability.cases.urls")),
    path("", include("accountability.leads.urls")),
    path("", include("accountability.rules.urls")),
    path("", include("accountability.notices.urls")),
    path("", include("accountability.education.urls")),
    path("", include("accountability.scores.urls")),
]
