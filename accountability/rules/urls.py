"""Addresses of the rules of chapter 3."""

from django.urls import path

from accountability.rules import views

urlpatterns = [
    path("accountability/situations/", views.situation_list, name="situation_list"),
    path("accountability/measures/", views.measure_list, name="measure_list"),
    path("accountability/measures/papers/<uuid:pk>/", views.basis_file, name="basis_file"),
]
