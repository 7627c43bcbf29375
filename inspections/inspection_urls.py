"""Addresses of chapter 2: 检查 from the draft to the closing, the team, the checklist in the field, notes."""

from django.urls import path

from inspections.views import inspections

urlpatterns = [
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/<uuid:pk>/", inspections.inspection_page, name="inspection_page"),
]
