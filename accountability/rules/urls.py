"""Addresses of the rules of chapter 3."""

from django.urls import path

from accountability.views import rules

urlpatterns = [
    path("accountability/situations/", rules.situation_list, name="situation_list"),
    path("accountability/measures/", rules.measure_list, name="measure_list"),
    path("accountability/measures/papers/<uuid:pk>/", rules.basis_file, name="basis_file"),
]
