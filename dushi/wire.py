"""Where a request comes from, and what sends it."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Address of the client. Behind the front proxy it is the last one in X-Forwarded-For: the one our proxy wrote.

    What a client writes there itself stands before it and is not believed.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_PROXY:
        return direct
    return request.headers.get("X-Forwarded-For", direct).rsplit(",", 1)[-1].strip()


def is_for_phone(request: HttpRequest) -> bool:
    """The answer will be kept on a phone: leave out what may not lie there."""
    return request.headers.get("X-Requested-With") == "phone"


def is_queued(request: HttpRequest) -> bool:
    """Sent by the queue on a telephone, which is answered in JSON (dushi/offline/answers.py)."""
    return request.headers.get("X-Requested-With") == "queue"
