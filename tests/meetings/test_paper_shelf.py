"""备查资料: what was issued, as it was issued, to those who may see what it is about."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.records.models import Paper
from meetings.notice import notify
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold


@pytest.fixture
def shelf(meeting_town):
    """A notice of the office; a record and a pack of an area."""
    notify(meeting=meeting_of(meeting_town.office), by=meeting_town.clerk)
    hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    return meeting_town


def titles(user, **query):
    page = client_of(user).get(reverse("issued_papers"), query)
    return [paper.title for paper in page.context["page"]]


@pytest.mark.clause("1.3", "1.4")
def test_the_shelf_holds_notices_records_and_packs(shelf):
    assert sorted(titles(shelf.clerk)) == [
        "关于召开扶贫办第 38 周调度会的通知",
        "示例一管区2026年第38周调度会议记录",
        "示例一管区第 38 周调度会调度材料",
    ]


def test_it_filters_by_clause_kind_and_dates(shelf):
    assert titles(shelf.clerk, clause="1.3") == ["关于召开扶贫办第 38 周调度会的通知"]
    assert titles(shelf.clerk, kind="RECORD") == ["示例一管区2026年第38周调度会议记录"]
    assert titles(shelf.clerk, first="2026-09-18") == []
    assert len(titles(shelf.clerk, first="2026-09-17", last="2026-09-17")) == 3
    assert len(titles(shelf.clerk, first="不是日期")) == 3


@pytest.mark.parametrize(
    ("role", "count"), [("area_secretary", 3), ("liaison", 1), ("other_liaison", 0), ("dept_head", 0)]
)
def test_everybody_sees_the_papers_about_what_they_may_open(shelf, role, count):
    assert len(titles(getattr(shelf, role))) == count


def test_a_foreign_paper_does_not_exist(shelf):
    paper = Paper.objects.get(kind="RECORD")
    for name in ("paper_page", "paper_docx"):
        assert client_of(shelf.foreigner).get(reverse(name, args=[paper.pk])).status_code == 404
        assert client_of(shelf.other_liaison).get(reverse(name, args=[paper.pk])).status_code == 404
        assert client_of(shelf.liaison).get(reverse(name, args=[paper.pk])).status_code == 200


def test_the_zip_holds_one_word_file_per_paper(shelf):
    answer = client_of(shelf.clerk).get(reverse("issued_zip"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
    assert len(names) == 3
    assert names[0].startswith("001 20260917")
    assert all(name.endswith(".docx") for name in names)


def test_an_empty_zip_is_not_made(shelf):
    answer = client_of(shelf.clerk).get(reverse("issued_zip"), {"first": "2027-01-01"}, follow=True)
    assert "没有符合条件的文书" in answer.content.decode()


def test_the_papers_of_a_page_print_one_after_another(shelf):
    page = client_of(shelf.clerk).get(reverse("issued_papers"), {"print": "1"}).content.decode()
    assert page.count('class="paper') == 3
    assert "page-break" in page


def test_a_paper_stays_as_it_was_issued(shelf):
    paper = Paper.objects.get(kind="NOTICE")
    meeting = meeting_of(shelf.office)
    meeting.place = "别处"
    meeting.save()
    page = client_of(shelf.clerk).get(reverse("paper_page", args=[paper.pk])).content.decode()
    assert "三楼会议室" in page
    assert "〔2026〕1号" in page


def test_dates_are_those_of_shanghai(shelf, at):
    at.travel(clock.at(date(2026, 9, 18), 0, 5))
    notify(meeting=meeting_of(shelf.office, "2026-W39"), by=shelf.clerk)
    assert titles(shelf.clerk, first="2026-09-18") == ["关于召开扶贫办第 39 周调度会的通知"]
