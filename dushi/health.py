"""/healthz: is the database there, is the broker there, when did the tick last run. Open to everybody.

It names no engine, address or version. /healthz?live asks nobody else: does this process answer at all?
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dushi import clock
from dushi.records.models import JobRun
from dushi.tick import TICK
from dushi.town.access import anyone, open_to


def database() -> dict[str, Any]:
    """Whether the database answers, and the last tick it knows of (ISO moment, age in whole seconds)."""
    try:
        run = JobRun.objects.filter(name=TICK).first()
    except DatabaseError:
        return {"database": {"ok": False}, "last_tick": None}
    last = None
    if run and run.ok_at:
        age = int((clock.now() - run.ok_at).total_seconds())
        last = {"at": clock.local(run.ok_at).isoformat(timespec="seconds"), "age_seconds": age}
    return {"database": {"ok": True}, "last_tick": last}


def broker() -> dict[str, bool]:
    """Whether the broker answers within a second."""
    url = settings.CELERY_BROKER_URL
    if not url.startswith(("redis:", "rediss:")):
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_in", "")
        return {"ok": Path(folder).is_dir()}
    patience = settings.BROKER_PATIENCE
    try:
        with redis.Redis.from_url(
            url, socket_timeout=patience, socket_connect_timeout=patience, retry=None, single_connection_client=True
        ) as client:
            return {"ok": bool(client.ping())}
    except redis.RedisError:
        return {"ok": False}


@open_to(anyone)
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers (the broker is no truth), 503 when it does not; with ?live always 200."""
    if "live" in request.GET:
        return JsonResponse({"live": True})
    told = database() | {"broker": broker()}
    return JsonResponse(told, status=200 if told["database"]["ok"] else 503)
