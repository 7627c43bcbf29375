"""Addresses of chapter 2: 问卷调查 (2.0.m4)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
