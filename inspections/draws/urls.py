"""Addresses of chapter 2: 随机抽取 (2.3, 2.0.m8)."""

from django.urls import path

from inspections.views import draws

urlpatterns = [
    path("draws/", draws.draw_list, name="draw_list"),
    path("draws/new/", draws.draw_new, name="draw_new"),
    path("draws/<uuid:pk>/", draws.draw_page, name="draw_page"),
    path("draws/<uuid:pk>/number/", draws.draw_commit, name="draw_commit"),
    path("draws/<uuid:pk>/reveal/", draws.draw_reveal, name="draw_reveal"),
    path("draws/<uuid:pk>/void/", draws.draw_withhold, name="draw_withhold"),
    path("draws/<uuid:pk>/again/", draws.draw_redo, name="draw_redo"),
    path("draws/<uuid:pk>/use/", draws.draw_use, name="draw_use"),
    path("draws/<uuid:pk>/sheet/", draws.draw_sheet, name="draw_sheet"),
    path("draws/<uuid:pk>/record.json", draws.draw_record, name="draw_record"),
]
