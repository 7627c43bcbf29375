"""Addresses of chapter 2, by topic."""

from django.urls import include, path

urlpatterns = [
    path("", include("inspections.inspection_urls")),
    path("", include("inspections.plan.urls")),
    path("", include("inspections.findings.urls")),
    path("", include("inspections.draws.urls")),
    path("", include("inspections.surveys.urls")),
    path("", include("inspections.public.urls")),
]
