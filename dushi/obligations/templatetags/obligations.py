"""Obligations in the words of the screen, for templates."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dushi import words
from dushi.obligations import wording
from dushi.obligations.models import Obligation
from dushi.records.links import url_of

register = template.Library()


@register.filter
def obligation_title(row: Obligation) -> str:
    """村周调度报告（示例甲村，第 47 周）."""
    return wording.title_of(row)


@register.filter
def obligation_who(row: Obligation) -> str:
    """示例甲村, 镇党委书记."""
    return wording.who(row)


@register.filter
def obligation_state(row: Obligation) -> str:
    """按期, 迟报, 待召开, 免计：岗位空缺 …"""
    return wording.described(row)


@register.filter
def obligation_place(row: Obligation) -> str:
    """Path of the page where it is done, "" where that is only its own page."""
    place = wording.place_of(row)
    return "" if place == reverse("obligation_page", args=[row.pk]) else place


@register.filter
def cn_deadline(moment: datetime) -> str:
    """11月22日（周日）24:00: midnight belongs to the day that ends with it."""
    day, hour = words.deadline(moment)
    return f"{words.day(day)} {hour}"


@register.simple_tag
def evidence_link(row: Obligation) -> SafeString | str:
    """When it was done, leading to what shows it."""
    done = row.fulfilled_at or row.made_up_at
    if done is None:
        return ""
    url = url_of(row.evidence_type, row.evidence_id)
    said = words.moment(done)
    return format_html('<a href="{}">{}</a>', url, said) if url else said
