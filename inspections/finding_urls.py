"""Addresses of chapter 2: 发现, 整改流, 举一反三 (2.3.gen)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
