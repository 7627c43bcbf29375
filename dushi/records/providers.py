"""How a lower room gathers from upper ones: functions that settings list by dotted path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def providers(setting: str) -> list[Callable[..., Any]]:
    """The functions named in `settings.<setting>`, in order."""
    return [import_string(path) for path in getattr(settings, setting)]
