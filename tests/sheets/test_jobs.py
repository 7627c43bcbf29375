"""A long list is made in the background: shown as it goes, waiting in 提醒, its owner's alone, gone after a week."""

import sqlite3
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.records import sheets
from dushi.records.models import Event
from dushi.sheets import making, tick, views
from dushi.sheets.actions import MOST_JOBS, MOST_ROWS, ask_for
from dushi.sheets.lists import ExportedList
from dushi.sheets.making import make
from dushi.sheets.models import CLAIM_HOLDS, KEPT, MOST_TRIES, ExportJob
from dushi.town.models import Post, Seat, User
from tests.cast import Cast, client_of
from tests.matters.making import assigned
from tests.sheets.taking import ask, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


@pytest.fixture(autouse=True)
def little_is_long(monkeypatch, tmp_path):
    """Two rows are a long list, and every row is a step of its making."""
    monkeypatch.setattr(settings, "EXPORT_DIR", tmp_path)
    monkeypatch.setattr(views, "AT_ONCE", 2)
    monkeypatch.setattr(making, "CHUNK", 1)


def asked(cast, user=None, **filters):
    """A job for the ledger of three matters."""
    for name in ("修路灯", "清垃圾", "修水渠"):
        assigned(cast, name)
    answer = ask(user or cast.clerk, "matter_list", **filters)
    assert answer.status_code == 302
    return ExportJob.objects.get(pk=answer.url.split("/")[2])


def shown(user, job):
    return client_of(user).get(reverse("export_page", args=[job.pk])).content.decode()


def fetched(user, job):
    return client_of(user).get(reverse("export_file", args=[job.pk]))


def moved(cast):
    """The clerk, who from today works in a department."""
    seat = Seat.objects.create(town=cast.town, unit=cast.dept, kind="STAFF", ordinal=9)
    Post.objects.filter(person=cast.clerk.person).update(seat=seat)
    return User.objects.get(pk=cast.clerk.pk)


def told():
    return Alert.objects.filter(object_type="sheets.exportjob")


def files():
    return [path for path in settings.EXPORT_DIR.rglob("*") if path.is_file()]


def test_a_long_list_waits_in_提醒_and_is_fetched_once_it_is_there(cast):
    job = asked(cast, state="all")
    html = shown(cast.clerk, job)
    assert "正在排队" in html and "<progress" in html and fetched(cast.clerk, job).status_code == 302
    assert make(job.pk, clock.now()) and not make(job.pk, clock.now())
    alert = told().get(person=cast.clerk.person)
    assert alert.url == reverse("export_page", args=[job.pk]) and "台账" not in alert.title
    assert "下载 Excel" in shown(cast.clerk, job) and "共 3 行" in shown(cast.clerk, job)
    answer = fetched(cast.clerk, job)
    rows = rows_of(b"".join(answer.streaming_content))
    assert {row[1] for row in rows} == {"事项", "修路灯", "清垃圾", "修水渠"}
    assert "%E9%97%AE%E9%A2%98%E5%8F%B0%E8%B4%A620260917.xlsx" in answer["Content-Disposition"]
    alert.refresh_from_db()
    assert alert.stopped_at and Event.objects.get(verb="导出问题台账").data == {"rows": 3, "form": "xlsx"}


def test_its_owner_alone_sees_it_and_only_in_the_posts_of_that_day(cast):
    job = asked(cast)
    make(job.pk, clock.now())
    for name in ("export_page", "export_file"):
        assert client_of(cast.office_head).get(reverse(name, args=[job.pk])).status_code == 404
    clerk = moved(cast)
    assert fetched(clerk, job).status_code == 404 and client_of(clerk).get("/alerts/").status_code == 200


def test_posts_that_change_while_it_waits_end_it_without_a_row(cast):
    job = asked(cast)
    moved(cast)
    assert not make(job.pk, clock.now())
    job.refresh_from_db()
    assert job.state() == "failed" and told().get(person=cast.clerk.person).rung == "failed" and not files()


def test_the_same_asked_twice_is_one_job_and_a_person_has_few_at_a_time(cast):
    job = asked(cast, state="all", page=2)
    assert ask(cast.clerk, "matter_list", state="all").url == reverse("export_page", args=[job.pk])
    for number in range(1, MOST_JOBS):
        ask(cast.clerk, "matter_list", state="all", tier="", n=number)
    assert ExportJob.objects.count() == MOST_JOBS
    refused = client_of(cast.clerk).post(reverse("export_start"), {"of": "/matters/?state=open"}, follow=True)
    assert f"已有 {MOST_JOBS} 个导出" in refused.content.decode() and ExportJob.objects.count() == MOST_JOBS


def test_a_list_without_end_is_refused_with_what_to_do(cast):
    listed = ExportedList.at("/matters/")
    with pytest.raises(Exception, match=f"超过一次导出的 {MOST_ROWS} 行，请先用筛选缩小范围"):
        ask_for(listed=listed, title="问题台账", count=MOST_ROWS + 1, by=cast.clerk)


def test_a_cancelled_one_stops_at_the_next_row_and_leaves_nothing(cast, monkeypatch):
    job = asked(cast)
    progress = making._tell_progress

    def cancelled_meanwhile(claimed, done):
        if done == 2:
            client_of(cast.clerk).post(reverse("export_cancel", args=[job.pk]))
        progress(claimed, done)

    monkeypatch.setattr(making, "_tell_progress", cancelled_meanwhile)
    assert not make(job.pk, clock.now())
    job.refresh_from_db()
    assert job.state() == "cancelled" and job.done == 1 and not files() and not told().exists()
    tick.heal(clock.now())
    assert "已经取消" in shown(cast.clerk, job)


def test_a_worker_that_was_only_slow_leaves_file_and_提醒_to_the_one_that_took_over(cast, monkeypatch):
    job = asked(cast)
    progress = making._tell_progress

    def slow(claimed, done):
        if claimed.tries == 1 and done == 3:
            clock.advance(CLAIM_HOLDS + timedelta(seconds=1))
            assert make(job.pk, clock.now())
        progress(claimed, done)

    monkeypatch.setattr(making, "_tell_progress", slow)
    assert not make(job.pk, clock.now())
    job.refresh_from_db()
    assert (job.tries, job.state(), len(files())) == (2, "ready", 1)
    assert told().count() == 1 and fetched(cast.clerk, job).status_code == 200


def test_what_was_begun_too_often_is_given_up_and_said_once(cast, monkeypatch):
    job = asked(cast)
    monkeypatch.setattr(making, "write", lambda *given: 1 / 0)
    for _ in range(MOST_TRIES):
        with pytest.raises(ZeroDivisionError):
            make(job.pk, clock.now())
        clock.advance(CLAIM_HOLDS + timedelta(seconds=1))
    tick.heal(clock.now())
    tick.heal(clock.now())
    assert not make(job.pk, clock.now())
    assert told().get().rung == "failed" and "没有导出成功" in shown(cast.clerk, job)


def test_a_file_is_kept_a_week_and_whatever_a_dead_worker_left_is_swept(cast):
    job = asked(cast)
    make(job.pk, clock.now())
    stray = settings.EXPORT_DIR / "00000000-0000-4000-8000-000000000000"
    (stray / "1.part").mkdir(parents=True)
    clock.advance(KEPT - timedelta(minutes=1))
    tick.sweep(clock.now())
    assert len(files()) == 1 and not stray.exists()
    clock.advance(timedelta(minutes=1))
    tick.sweep(clock.now())
    assert not files() and "已经删除" in shown(cast.clerk, job) and fetched(cast.clerk, job).status_code == 302
    clock.advance(KEPT)
    tick.sweep(clock.now())
    assert not ExportJob.objects.exists()


@pytest.mark.parametrize("of", ["/nowhere/", "/work/", "http://[", "//evil.example/matters/x", "/exports/"])
def test_what_is_no_list_that_goes_out_is_not_there(cast, of):
    assert client_of(cast.clerk).post(reverse("export_start"), {"of": of}).status_code == 404


def test_a_list_whose_page_is_closed_does_not_go_out(cast):
    assert ask(cast.admin, "matter_list").status_code == 403


@pytest.mark.only_on("sqlite")
def test_others_write_on_while_a_list_is_read(transactional_db, at, monkeypatch):
    """A reading that stays open would refuse the worker's own writing as soon as anybody else has written."""
    monkeypatch.setattr(sheets, "CHUNK", 1)
    ask(Cast().clerk, "person_list")
    progress = making._tell_progress

    def somebody_writes(claimed, done):
        with sqlite3.connect(connection.settings_dict["NAME"]) as other:
            other.execute("UPDATE town_town SET name = name || '镇'")
        progress(claimed, done)

    monkeypatch.setattr(making, "_tell_progress", somebody_writes)
    assert make(ExportJob.objects.get().pk, clock.now()) and len(files()) == 1


def test_an_address_longer_than_any_of_ours_is_no_list(cast):
    for name in ("修路灯", "清垃圾"):
        assigned(cast, name)
    assert ask(cast.clerk, "matter_list", zz="长" * 700).status_code == 404
