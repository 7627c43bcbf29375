"""One number finds everything that a request and its tasks wrote to the log, and nothing in it tells of people."""

import errno
import io
import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from dushi import marks
from dushi.logs import JsonFormatter
from dushi.tasks import tick
from dushi.town.access import anyone, open_to
from tests.workers import wait_for

CANARIES = ("示例·张某", "13812345678", "危房没有改造", "10.9.8.7", "Canary/1.0")
PROXIED = "0123456789abcdef0123456789abcdef"


@open_to(anyone)
def fails(request):
    logging.getLogger("dushi.test").warning("on the way, from %s", "示例"[:0])
    raise ValueError(f"Key (name, phone, text)=({CANARIES[0]}, {CANARIES[1]}, {CANARIES[2]}) already exists")


@open_to(anyone)
def tells(request):
    return HttpResponse(marks.current())


@open_to(anyone)
def fills(request):
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError as full:
        raise RuntimeError(CANARIES[0]) from full


handler500 = "dushi.failing.server_error"
urlpatterns = [path("fails", fails), path("tells", tells), path("fills", fills)]


@pytest.fixture
def log():
    """What the product's own formatter writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.only_on("sqlite")
def test_a_full_disk_is_said_and_answered_with_503():
    answer = Client(raise_request_exception=False).get("/fills")
    assert (answer.status_code, "磁盘满了" in answer.text) == (503, True)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.only_on("sqlite")
def test_the_page_of_an_error_shows_the_number_of_its_log_lines_and_they_name_nobody(log):
    client = Client(raise_request_exception=False, REMOTE_ADDR=CANARIES[3], HTTP_USER_AGENT=CANARIES[4])
    answer = client.post(f"/fails?name={CANARIES[0]}", {"phone": CANARIES[1], "text": CANARIES[2]})
    assert answer.status_code == 500
    lines = log()
    assert {"on the way, from ", "Internal Server Error: /fails"} <= {line["message"] for line in lines}
    [mark] = {line["request"] for line in lines}
    assert f"错误编号：<code>{mark}</code>" in answer.text
    everything = json.dumps(lines, ensure_ascii=False) + answer.text
    assert [word for word in CANARIES if word in everything] == []
    assert "ValueError" in everything  # the control: the lines do tell what failed


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.only_on("sqlite")
def test_only_a_number_that_the_front_proxy_made_is_believed(client, settings):
    def told(given):
        return client.get("/tells", headers={"X-Request-ID": given}).text

    settings.BEHIND_PROXY = True
    assert told(PROXIED) == PROXIED
    for given in ("示例·张某", "zhang-san", PROXIED + "0", f"{PROXIED}\n", "", PROXIED.upper()):
        made = told(given)
        assert len(made) == 16
        assert made != given
    settings.BEHIND_PROXY = False
    assert told(PROXIED) != PROXIED
    assert marks.current() == ""


def lines(worker):
    return [json.loads(line) for line in worker.log.read_text().splitlines() if '"a step speaks"' in line]


def test_a_task_writes_under_the_number_of_the_request_that_started_it(worker):
    worker.stop()
    worker.env["EXTRA_STEPS"] = "tests.dushi.steps.says"
    worker.start()
    with marks.marked(PROXIED):
        tick.delay()
    wait_for(lambda: lines(worker))
    assert lines(worker)[-1]["request"] == PROXIED
    tick.delay()
    wait_for(lambda: len(lines(worker)) == 2)
    assert len(lines(worker)[-1]["request"]) == 16
