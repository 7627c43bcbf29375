"""Papers, tables and posts of the demo by their own scenes: signed weeks, the district's table, 移交清单."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from python_calamine import load_workbook

from dushi import clock
from dushi.alerts.models import Alert
from dushi.bulletin.compiling import compile_due
from dushi.bulletin.models import Bulletin
from dushi.demo import staffing, stage, weekly
from dushi.demo.founding import found
from dushi.demo.story import FIRST, SCENES
from dushi.district.actions import fill_due
from dushi.district.models import DistrictFilling, DistrictTable
from dushi.sheets.models import ExportJob
from dushi.town.models import Changeover, Handover, SavedFilter, Seat
from tests.cast import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]  # the acts have tests of their own on both

START, TODAY = date(2026, 8, 31), date(2026, 11, 23)
OWN = {weekly.__name__, staffing.__name__}


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """The stage this morning, after these scenes and their weeks. In one transaction, never committed."""
    ours = override_settings(DEMO=True, EXPORT_DIR=tmp_path_factory.mktemp("exports"))
    with ours, django_db_blocker.unblock(), clock.frozen(clock.at(START, 7)), transaction.atomic():
        set_up = stage.build(*found(START), START)
        newest = START + timedelta(weeks=11)
        for (week, weekday, hour), scene in sorted(SCENES.items()):
            if scene.__module__ in OWN:
                clock.travel(clock.at(START + timedelta(weeks=week - 1, days=weekday - 1), *map(int, hour.split(":"))))
                scene(set_up)
        for monday in (newest, newest + timedelta(weeks=1)):
            clock.travel(clock.at(monday, 9))
            fill_due(clock.now())
            compile_due(clock.now())
            weekly.write_bulletin(set_up)
            weekly.sign_bulletin(set_up, newest)
        yield set_up
        transaction.set_rollback(True)


@pytest.mark.clause("1.3")
def test_the_last_week_waits_for_its_signature_and_the_one_before_is_open(told):
    waiting, signed = Bulletin.objects.order_by("-period")
    assert (waiting.status, waiting.public_key) == ("READY", None)
    assert signed.signed_by == told.person("shuji") and signed.number_text == "示扶周报〔2026〕1号"
    page = client_of(told.user("banshi1")).get(reverse("bulletin_public", args=[signed.public_key])).text
    assert "示例一管区" in page and "示例·" not in page


@pytest.mark.clause("1.3")
def test_the_districts_table_comes_out_filled_with_every_village(told):
    table = DistrictTable.objects.get()
    filling = DistrictFilling.objects.filter(table=table).latest("period")
    rows = load_workbook(io.BytesIO(bytes(filling.content))).get_sheet_by_index(0).to_python()
    assert filling.villages == 25 and "示例" in rows[0][0] and "都司镇" in rows[1][0]
    named = {row[1]: row for row in rows[3:28]}
    assert named[FIRST][2].startswith("示例·") and named[FIRST][3] in ("已报", "未报", "")
    assert Alert.objects.filter(title__contains="已按").exists()


def test_the_list_that_was_taken_out_waits_in_the_alerts(told):
    job = ExportJob.objects.get()
    assert job.state() == "ready" and job.file.exists()
    assert SavedFilter.objects.filter(user=told.users["fupinban"]).count() == 2
    client = client_of(told.user("fupinban"))
    assert "可以下载" in client.get(reverse("alert_list")).text
    for kept in SavedFilter.objects.all():
        assert client_of(kept.user).get(kept.address).status_code == 200


def test_two_villages_change_hands_in_one_act_and_a_head_is_stood_in_for(told):
    done = Changeover.objects.get()
    sheets = Handover.objects.filter(changeover=done)
    assert {row.successor for row in sheets} == {row.predecessor for row in sheets} and sheets.count() == 2
    page = client_of(told.user("fupinban")).get(reverse("handover_sheet", args=[sheets[0].pk])).text
    assert "移交清单" in page and page.count("示例·") >= 2
    seat = Seat.objects.get(unit__name="镇人社所", kind="HEAD")
    assert seat.holder_on() == told.person("minzheng")
    assert seat.posts.filter(is_acting=False).get().person == told.person("renshe")
