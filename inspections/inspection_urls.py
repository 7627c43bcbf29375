"""Addresses of chapter 2: 检查 from the draft to the closing, the team, the checklist in the field, notes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
