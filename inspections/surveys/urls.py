"""Addresses of chapter 2: 问卷调查 (2.0.m4)."""

from django.urls import path

from inspections.views import surveys

urlpatterns = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("inspections/<uuid:pk>/survey/", surveys.survey_new, name="survey_new"),
    path("surveys/<uuid:pk>/", surveys.survey_page, name="survey_page"),
    path("surveys/<uuid:pk>/fill/", surveys.survey_fill, name="survey_fill"),
    path("surveys/<uuid:pk>/close/", surveys.survey_close, name="survey_close"),
]
