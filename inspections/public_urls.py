"""Addresses of chapter 2: 受理群众举报 (2.0.m7): the window and the public page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
