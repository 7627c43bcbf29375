"""Addresses of points, the year's assessment and its scheme."""

from django.urls import path

from accountability.scores import views

urlpatterns = [
    path("scores/", views.score_page, name="score_page"),
    path("scores/<uuid:pk>/", views.score_account, name="score_account"),
    path("assessment/", views.assessment_page, name="assessment_page"),
    path("assessment/<int:year>/close/", views.assessment_close, name="assessment_close"),
    path("assessment/sheets/<uuid:pk>/docx/", views.assessment_docx, name="assessment_docx"),
    path("assessment/sheets/<uuid:pk>/xlsx/", views.assessment_xlsx, name="assessment_xlsx"),
    path("assessment/scheme/", views.scheme_page, name="scheme_page"),
    path("assessment/scheme/<uuid:pk>/trial/", views.scheme_trial, name="scheme_trial"),
]
