"""Nothing reported is lost: whatever is sent, sent again or altered, by whomever and in whatever order."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_due
from dushi.offline.models import Copy, Receipt
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from meetings.models import DispatchReport
from meetings.report_actions import return_report
from tests.cast import Cast, client_of
from tests.meetings.report_stage import TUESDAY, WEEK, posted, problem, said, send
from tests.together import failures, together

pytestmark = pytest.mark.clause("1.4.r")

OFFICERS = ("liaison", "second_liaison", "area_secretary")
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip)
#: One sending: who, under which of three keys, what, naming which version, how many hours later, after a return or not.
SENDING = st.tuples(
    st.sampled_from(OFFICERS),
    st.integers(0, 2),
    st.one_of(st.sampled_from(["甲", "乙"]), TEXTS),
    st.sampled_from(["fresh", "newest", "first"]),
    st.sampled_from([0, 1, 30, 200]),
    st.booleans(),
)


class NothingLost(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.town = Cast()
        load_regulation(book=read(), at=clock.at(clock.date(2017, 1, 1)))
        cls.town.town.live_from = WEEK.first_day
        cls.town.town.save()
        open_due(TUESDAY)
        cls.town.village.town = cls.town.town

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(SENDING, min_size=1, max_size=8))
    def test_every_text_is_stored_or_its_sender_told_that_it_is_not(self, sendings):
        self.keys = [chance.uuid4() for _ in range(3)]
        self.told = {}
        with clock.frozen(TUESDAY):
            for sending in sendings:
                self.send(*sending)
                self.check()

    def send(self, who, key, text, names, hours, is_returned):
        clock.advance(timedelta(hours=hours))
        versions = list(DispatchReport.objects.order_by("version"))
        if is_returned and versions and not versions[-1].returned_at and versions[-1].author != self.town.clerk.person:
            return_report(report=versions[-1], reason="补正", by=self.town.clerk)
        corrects = {"fresh": None, "newest": versions[-1:], "first": versions[:1]}[names]
        before = self.stored()
        by = getattr(self.town, who)
        try:
            receipt = send(
                self.town.village,
                by,
                said(key_work=text, told_by="示例·沈某" if who == "area_secretary" else ""),
                key=self.keys[key],
                corrects=corrects[0].pk if corrects else None,
            )
        except Refused:
            assert self.stored() == before
            return
        answer = (receipt.report.pk, receipt.conflict and receipt.conflict.pk)
        assert self.told.setdefault((key, text.strip(), by.pk), answer) == answer
        kept = dict(receipt.conflict.body)["本周重点工作"] if receipt.conflict else receipt.report.key_work
        assert kept == text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def stored(self):
        """Everything that is kept, in no order."""
        reports = DispatchReport.objects.values_list("pk", "key_work")
        return {*reports, *((copy.pk, str(copy.body)) for copy in Copy.objects.all())}

    def check(self):
        """What was told to be stored is stored, unaltered, under a receipt; the versions are one chain; the duty is met
        once at most."""
        rows = list(DispatchReport.objects.order_by("version"))
        assert [row.version for row in rows] == list(range(1, len(rows) + 1))
        assert [row.corrects_id for row in rows] == [None, *(row.pk for row in rows[:-1])][: len(rows)]
        reports = {row.pk for row in rows}
        receipts = Receipt.objects.order_by("number").values_list("number", "key")
        assert list(receipts) == [(number, row.pk) for number, row in enumerate(rows, start=1)]
        conflicts = set(Copy.objects.values_list("pk", flat=True))
        for report, conflict in self.told.values():
            assert report in reports
            assert conflict is None or conflict in conflicts
        done = Obligation.objects.filter(duty__key="1.4.r", scope=self.town.village, period=WEEK.key)
        assert {row.evidence_id for row in done} <= {str(row.pk) for row in rows[:1]} | {""}


@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_of_one_draft_at_once_are_one_report_with_fifty_equal_answers():
    town = Cast()
    load_regulation(book=read(), at=clock.at(clock.date(2017, 1, 1)))
    with clock.frozen(TUESDAY):
        open_due(TUESDAY)
        answers = fifty_at_once(town, [posted(problem__0__title="路灯不亮")] * 50)
    report = DispatchReport.objects.get()
    assert answers == [(302, reverse("report_receipt", args=[report.pk]))] * 50
    assert Matter.objects.count() == 1
    assert Event.objects.about(report).count() == 1
    assert not Copy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_texts_under_one_key_at_once_are_one_report_and_one_copy():
    town, key = Cast(), str(chance.uuid4())
    with clock.frozen(TUESDAY):
        answers = fifty_at_once(town, [posted(key=key, key_work=f"第{n % 2}种写法") for n in range(50)])
    assert {status for status, _ in answers} == {302, 409}
    texts = [DispatchReport.objects.get().key_work, dict(Copy.objects.get().body)["本周重点工作"]]
    assert sorted(texts) == ["第0种写法", "第1种写法"]


def fifty_at_once(town, bodies):
    """Post every body at the same moment, each over a connection of its own; (status, where to) of each answer."""
    cookies = client_of(town.liaison).cookies
    path = reverse("report_form", args=[town.village.pk, WEEK])

    def post(body):
        client = Client()
        client.cookies = cookies
        answer = client.post(path, body)
        return answer.status_code, answer.get("Location")

    return together([partial(post, body) for body in bodies])


@pytest.mark.django_db(transaction=True)
def test_sending_and_sending_back_at_once_end_in_one_lawful_state():
    town = Cast()
    with clock.frozen(TUESDAY):
        for _ in range(10):
            for row in DispatchReport.objects.order_by("-version"):
                row.delete()
            first = send(town.village, town.liaison).report
            race(
                lambda first=first: send(town.village, town.second_liaison, said(key_work="更正"), corrects=first.pk),
                lambda first=first: return_report(report=first, reason="补正", by=town.clerk),
                lambda first=first: return_report(report=first, reason="再补正", by=town.area_secretary),
            )
            newest = DispatchReport.objects.current().get()
            assert (newest.version, newest.key_work, newest.returned_at) == (2, "更正", None)


def race(*acts):
    """All at once; a refusal is an answer too."""
    assert [failure for failure in failures(acts) if not isinstance(failure, Refused)] == []


@pytest.mark.clause("X.2")
def test_the_problems_of_fifty_corrections_stand_once_in_the_ledger(stage):
    report = send(stage.village, stage.liaison, said(problems=(problem(),))).report
    for number in range(5):
        report = send(stage.village, stage.liaison, said(key_work=f"第{number}次"), corrects=report.pk).report
    assert report.problems.count() == 1
    assert Matter.objects.count() == 1
