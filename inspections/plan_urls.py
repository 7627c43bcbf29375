"""Addresses of chapter 2: 年度检查计划 (2.1.plan)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
