"""Addresses of chapter 2, by topic."""

from django.urls import include, path

urlpatterns = [
    path("", include("inspections.inspection_urls")),
    path("", include("inspections.plan_urls")),
    path("", include("inspections.finding_urls")),
    path("", include("inspections.draw_urls")),
    path("", include("inspections.survey_urls")),
    path("", include("inspections.public_urls")),
]
