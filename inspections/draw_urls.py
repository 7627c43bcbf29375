"""Addresses of chapter 2: 随机抽取 (2.3, 2.0.m8)."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
