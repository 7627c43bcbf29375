"""作业: what the office and the administrator see of the machine."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.urls import reverse

from dushi import clock, tick
from dushi.alerts.models import Delivery
from dushi.obligations.jobs import jobs, queue_for
from dushi.records.models import JobRun
from tests.cast import client_of


@pytest.fixture
def ticking(settings, cast, at):
    """Two steps that have just run."""
    settings.TICK_STEPS = ["tests.obligations.test_jobs.well", "tests.obligations.test_jobs.ill"]
    settings.JOB_NAMES = {"tick": "巡查", "tests.obligations.test_jobs.well": "开立应办事项"}
    return cast


def well(at):
    pass


def ill(at):
    pass


def page(user):
    return client_of(user).get(reverse("jobs_page")).content.decode()


def test_every_step_of_the_tick_has_a_name_in_words():
    assert set(configured.TICK_STEPS) | {tick.TICK} == set(configured.JOB_NAMES)


def test_before_the_first_tick_the_page_says_so(ticking):
    assert "系统还没有巡查过" in page(ticking.clerk)
    assert [job.word for job in jobs(clock.now())] == ["还没有运行"] * 3


def test_after_a_tick_all_is_well(ticking):
    tick.run()
    said = page(ticking.admin)
    assert "巡查正常，上次 9月17日 10:00" in said
    assert "开立应办事项" in said
    assert "<strong>" not in said


def test_a_step_that_failed_is_named_and_the_others_are_not(ticking, monkeypatch):
    monkeypatch.setattr("tests.obligations.test_jobs.well", lambda at: 1 / 0)
    with pytest.raises(ExceptionGroup):
        tick.run()
    said = page(ticking.clerk)
    assert "出错：开立应办事项" in said
    assert "ZeroDivisionError" in said
    assert [job.word for job in jobs(clock.now())] == ["出错", "出错", "正常"]


@pytest.mark.parametrize(("after", "word"), [(timedelta(minutes=3), "正常"), (timedelta(minutes=3, seconds=1), "停了")])
def test_three_minutes_without_a_tick_mean_that_it_has_stopped(ticking, after, word):
    tick.run()
    clock.advance(after)
    assert jobs(clock.now())[0].word == word
    assert ("现在停着" in page(ticking.clerk)) == (word == "停了")


def test_a_step_of_the_hour_may_be_an_hour_older(ticking, settings):
    settings.HOURLY_STEPS = ["tests.obligations.test_jobs.ill"]
    tick.run()
    for after, words in ((timedelta(hours=1), ["停了", "停了", "正常"]), (timedelta(minutes=4), ["停了"] * 3)):
        clock.advance(after)
        assert [job.word for job in jobs(clock.now())] == words


def test_it_counts_what_waits_and_what_was_given_up_in_the_own_town(ticking):
    now = clock.now()

    def message(key, town, **more):
        person = ticking.clerk.person if town == ticking.town else ticking.foreigner.person
        Delivery.objects.create(
            key=key, town=town, person=person, channel="EMAIL", subject="提醒", body="", created_at=now, not_before=now,
            **more,
        )  # fmt: skip

    message("a", ticking.town)
    message("b", ticking.town, sent_at=now)
    message("c", ticking.town, given_up_at=now)
    message("d", ticking.town, given_up_at=now - timedelta(days=8))
    message("e", ticking.foreign_town)
    queue = queue_for(ticking.clerk)
    assert (queue.waiting, queue.given_up) == (1, 1)
    assert "待发送 1 条" in page(ticking.clerk)
    assert "近七天放弃 1 条" in page(ticking.clerk)


def test_it_counts_the_messages_on_a_real_broker(ticking, broker, settings):
    import redis

    settings.CELERY_BROKER_URL = broker
    redis.Redis.from_url(broker).rpush(settings.CELERY_TASK_DEFAULT_QUEUE, "one", "two")
    assert queue_for(ticking.clerk).length == 2


def test_a_broker_that_is_down_holds_up_nobody(ticking, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    assert "消息服务没有应答" in page(ticking.clerk)


def test_a_folder_serves_as_broker_too(ticking, settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path)}
    (tmp_path / "1_dushi.msg").touch()
    assert queue_for(ticking.clerk).length == 1


def test_the_page_costs_a_fixed_number_of_queries(ticking, django_assert_max_num_queries):
    tick.run()
    JobRun.objects.bulk_create(JobRun(name=f"old.{n}") for n in range(50))
    client = client_of(ticking.clerk)
    with django_assert_max_num_queries(15):
        client.get(reverse("jobs_page"))


def test_the_last_backup_stands_there_and_one_that_is_late_or_failed_is_called_out(ticking):
    tick.run()
    assert "还没有备份过" in page(ticking.clerk)
    run = JobRun.objects.create(name="backup", started_at=clock.now(), ok_at=clock.now())
    assert "上次备份 9月17日 10:00" in page(ticking.clerk)
    JobRun.objects.filter(pk=run.pk).update(ok_at=clock.now() - timedelta(hours=26, seconds=1))
    assert "已超过一天" in page(ticking.admin)
    JobRun.objects.filter(pk=run.pk).update(failed_at=clock.now(), error="OSError")
    assert "上次备份没有成功" in page(ticking.admin)
