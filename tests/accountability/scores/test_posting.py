"""Points are posted once, settled at once, spread to the chief of the day, taken back by entries that answer them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from accountability.models import ScoreEntry, YearSheet
from accountability.scores import posting
from dushi import clock
from dushi.records import chains
from dushi.records.errors import Refused
from dushi.town.models import Post
from tests.accountability.scores.stage import counted, kinds, matter, post, scheme_of
from tests.conftest import lifted_triggers

pytestmark = pytest.mark.clause("3.4.d")


def test_points_are_posted_once_per_source_and_spread_to_the_chief(scored):
    source = matter(scored)
    first = post(scored, scored.village, -200, source=source)
    assert post(scored, scored.village, -200, source=source) == first
    assert kinds(scored.village) == [("POINTS", -200)]
    assert kinds(scored.village_head.person) == [("SPREAD", -100)]
    spread = ScoreEntry.objects.get(kind="SPREAD")
    assert (spread.posts_text, spread.matter_key) == ("示例一村主要负责人", str(source.pk))
    assert chains.verify(scored.town, "accountability").is_sound
    assert chains.verify(scored.town, "accountability").count == 2


def test_the_chief_of_the_day_it_happened_bears_the_share_not_the_successor(scored):
    Post.objects.filter(person=scored.village_head.person).update(valid_to=date(2026, 6, 30))
    Post.objects.create(
        seat=scored.seat(scored.village, "HEAD"), person=scored.dept_staff.person, valid_from=date(2026, 7, 1)
    )
    post(scored, scored.village, -200, happened_on=date(2026, 6, 30))
    post(scored, scored.village, -300, happened_on=date(2026, 7, 1))
    assert counted(scored.village_head.person) == -100
    assert counted(scored.dept_staff.person) == -150


def test_a_case_spreads_to_nobody(scored):
    post(scored, scored.village, -200, clause="3.4.c")
    assert counted(scored.village) == -200
    assert counted(scored.village_head.person) == 0


def test_one_matter_counts_once_and_what_was_spared_returns_when_the_highest_is_reversed(scored):
    forwarded, first = matter(scored), matter(scored)
    post(scored, scored.village, -100, source=forwarded, matter_key="one")
    post(scored, scored.village, -300, source=first, matter_key="one")
    assert counted(scored.village) == -300
    assert counted(scored.village_head.person) == -150
    assert ("SAME_MATTER", 100) in kinds(scored.village)
    answers = posting.reverse(source=first, reason="省里更正通报", at=clock.now())
    assert {row.account.subject for row in answers} == {scored.village, scored.village_head.person}
    assert counted(scored.village) == -100
    assert counted(scored.village_head.person) == -50
    assert posting.reverse(source=first, reason="再来一次", at=clock.now()) == []
    posting.reverse(source=forwarded, reason="市里也更正", at=clock.now())
    assert counted(scored.village) == counted(scored.village_head.person) == 0
    assert chains.verify(scored.town, "accountability").is_sound


def test_caps_hold_and_give_room_again(cast, at):
    person = cast.clerk.person
    scheme_of(cast, year_cap={"person": 500}, matter_cap={"person": 250}, same_matter="SUM")
    sources = [matter(cast) for _ in range(3)]
    for source in sources:
        post(cast, person, -200, source=source, matter_key="one" if source != sources[2] else "two")
    assert counted(person) == -450
    last = matter(cast)
    post(cast, person, -300, source=last)
    assert counted(person) == -500
    assert [row.basis for row in ScoreEntry.objects.filter(matter_key="year")] == ["全年最多扣 5 分，超出的 2 分不扣"]
    posting.reverse(source=sources[2], reason="更正", at=clock.now())
    assert counted(person) == -500
    posting.reverse(source=last, reason="更正", at=clock.now())
    assert counted(person) == -250


def test_bonus_is_capped_apart_from_deductions(scored):
    person = scored.clerk.person
    post(scored, person, 400, kind="BONUS")
    post(scored, person, 300, kind="BONUS")
    post(scored, person, -200)
    assert counted(person) == 500 - 200


@pytest.mark.clause("3.4.c")
def test_a_measure_without_a_figure_stands_there_with_nothing(scored):
    entry = post(scored, scored.clerk.person, 0, clause="3.4.c")
    assert (entry.get_kind_display(), entry.counted) == ("计入考核，未设分值", 0)


def test_nobody_scores_without_a_scheme_or_whom_the_town_does_not_assess(scored):
    for subject in (scored.secretary.person, scored.area):
        with pytest.raises(Refused, match="镇里不考核"):
            post(scored, subject, -200)
    with pytest.raises(Refused, match="没有施行的考核办法"):
        post(scored, scored.village, -200, scheme=None)


def test_an_example_scheme_scores_nobody_real(scored):
    scored.scheme.is_example = True
    scored.scheme.save()
    with pytest.raises(Refused, match="示例"):
        post(scored, scored.village, -200)
    post(scored, scored.demo_village, -200)
    assert counted(scored.demo_village) == -200


@pytest.mark.parametrize("table", ["accountability_scoreentry", "accountability_yearsheet"])
def test_the_database_refuses_to_change_or_delete(scored, table):
    post(scored, scored.village, -200)
    YearSheet.objects.create(
        town=scored.town, year=2026, version=1, closed_at=clock.now(), body={"rows": [], "entries": 2}, chain_head="0"
    )
    column = "counted" if table.endswith("entry") else "version"
    for sql in (f"UPDATE {table} SET {column} = 7", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_points_changed_behind_the_trigger_are_found(scored):
    post(scored, scored.clerk.person, -200)
    post(scored, scored.clerk.person, -100)
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE accountability_scoreentry SET counted = -1 WHERE nominal = -200")
    broken = chains.verify(scored.town, "accountability").broken
    assert (broken.seq, broken.object_type) == (1, "accountability.scoreentry")
