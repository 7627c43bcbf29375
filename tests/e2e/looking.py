"""A browser that is handed what the product answers in this very process: nothing is served and nothing stays."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.http import HttpResponse
from playwright.sync_api import Page, Route

ORIGIN = "http://localhost"
#: A browser without service workers, for none could be fetched where nothing is served (test_offline_*.py have theirs).
WITHOUT_WORKERS = "delete Navigator.prototype.serviceWorker"


def answered(route: Route, path: str, answer: HttpResponse) -> None:
    """Hand the browser the page, or what the folder of static files has; whatever else the page fetches is empty."""
    asked = urlsplit(route.request.url).path
    if asked.startswith("/static/"):
        route.fulfill(path=find(asked.removeprefix("/static/")))
    elif asked == path:
        route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=answer.content)
    else:
        route.fulfill(status=204)


def sideways(page: Page) -> int:
    """How many pixels the page can be pushed sideways."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return over
