"""The page of an error that nobody foresaw. It asks the database nothing."""

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

from dushi import marks


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """500, with the number under which the log tells more."""
    return HttpResponseServerError(loader.render_to_string("500.html", {"mark": marks.current()}))
