"""From a kept reference (type, id) to the page that shows it.

By convention the page of a model `meetings.meeting` is the URL name `meeting_page` with its pk.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse


def url_of(object_type: str, object_id: str) -> str:
    """Path of the page of the object, or "" where no room shows it. object_type: "app.model"."""
    if not object_type:
        return ""
    try:
        return reverse(f"{object_type.rsplit('.', 1)[-1]}_page", args=[object_id])
    except NoReverseMatch:
        return ""


def link_for(user: Any, object_type: str, object_id: str) -> str:
    """The same for a reader (a town.User): "" where the object is not theirs to see, or is gone. One query."""
    url = url_of(object_type, object_id)
    if not url:
        return ""
    rows = apps.get_model(object_type)._default_manager.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(user)
    return url if rows.filter(pk=object_id).exists() else ""
