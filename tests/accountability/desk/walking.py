"""The desk as data: every registered model with its addresses, and what a page shows."""

from __future__ import annotations

import re
from html import unescape

from django.urls import reverse

from accountability.desk import urls  # noqa: F401 - the topics register what they open
from accountability.desk.site import commission, noun_of

ADMINS = {noun_of(admin): admin for admin in commission._registry.values()}
#: Those with a list of their own.
LISTS = sorted(noun for noun, admin in ADMINS.items() if any(url.name == f"{noun}_list" for url in admin.get_urls()))
#: What no screen says in Chinese.
ALLOWED = {"PDF", "pdf", "Word", "Excel", "docx", "xlsx", "txt", "doc", "xls", "JPG", "PNG", "WebP", "MB"}
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def list_path(noun):
    return reverse(f"commission:{noun}_list")


def text_of(answer):
    """What a reader sees, with the words of inputs."""
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    spoken = " ".join(re.findall(r'(?:placeholder|title|aria-label|alt|data-label)="([^"]*)"', page))
    return unescape(re.sub(r"<[^>]*>", " ", page) + spoken)


def english(answer):
    """Words of another language on a page."""
    return sorted(set(ENGLISH.findall(text_of(answer))) - ALLOWED)
