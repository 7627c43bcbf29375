"""Addresses of typical cases, for all staff."""

from django.urls import path

from accountability.education import views

urlpatterns = [
    path("typicalcases/", views.typicalcase_list, name="typicalcase_list"),
    path("typicalcases/<uuid:pk>/", views.typicalcase_page, name="typicalcase_page"),
]
