"""From a kept reference (type, id) to the page that shows it.

By convention the page of a model `meetings.meeting` is the URL name `meeting_page` with its pk.
"""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def url_of(object_type: str, object_id: str) -> str:
    """Path of the page of the object, or "" where no room shows it. object_type: "app.model"."""
    if not object_type:
        return ""
    try:
        return reverse(f"{object_type.rsplit('.', 1)[-1]}_page", args=[object_id])
    except NoReverseMatch:
        return ""
