"""What may be met, who decides it and how it is contested, by the date of the deed."""

from datetime import date, timedelta

import pytest

from accountability.rules.category import PERSONS, SubjectCategory, categories_for, category_of
from accountability.rules.measures import Body, is_heavier, measure, rule_set_on, rule_sets
from accountability.rules.source import told
from dushi.regulation.terms import Term

#: No database is asked, but for the townspeople of one test.
pytestmark = pytest.mark.only_on("sqlite")

C = SubjectCategory
TODAY = date(2026, 9, 17)


def codes(category, on=TODAY, *, town_only=False):
    return [one.code for one in rule_set_on(on).measures_for(category, town_only=town_only)]


def test_the_rule_set_changes_on_its_very_day():
    for earlier, later in zip(rule_sets(), rule_sets()[1:], strict=False):
        assert rule_set_on(later.since - timedelta(days=1)) is earlier
        assert rule_set_on(later.since) is later
        assert earlier.until == later.since - timedelta(days=1)


def test_before_the_first_rule_set_there_is_none():
    with pytest.raises(LookupError):
        rule_set_on(rule_sets()[0].since - timedelta(days=1))


def test_a_measure_changes_only_where_a_rule_set_begins():
    begins = {one.since for one in rule_sets()}
    for row in [*told("measures")["measures"], *told("measures")["principles"]]:
        assert row.get("from", rule_sets()[0].since) in begins, row
        assert row.get("to", date.max) == date.max or row["to"] + timedelta(days=1) in begins, row
    for paths in told("measures")["appeals"].values():
        assert {path["from"] for path in paths} <= begins


@pytest.mark.parametrize("rule_set", rule_sets(), ids=lambda one: str(one.since))
def test_a_code_stands_once_in_each_rule_set(rule_set):
    known = [one.code for one in rule_set.measures]
    assert len(known) == len(set(known)) == 29


@pytest.mark.clause("3.4.b")
@pytest.mark.parametrize("category", C)
def test_the_town_decides_nothing_that_lies_above_it(category):
    own = {"TRAINING", "TALK", "CRITICISM", "WRITTEN_REVIEW", "POINTS", "CIRCULAR", "PROPOSAL"}
    for rule_set in rule_sets():
        town = rule_set.measures_for(category, town_only=True)
        assert {one.code for one in town} <= own
        assert {one.decided_by for one in town} <= {Body.COMMISSION, Body.PARTY_COMMITTEE, Body.JOINT_MEETING}
        for one in rule_set.measures_for(category, town_only=False):
            assert one.is_town == (one.code in own), one


def test_points_are_decided_by_the_joint_meeting_and_contested_before_they_count():
    points = measure("POINTS", TODAY)
    assert points.decided_by == Body.JOINT_MEETING
    assert (points.appeal.first, points.appeal.within) == ("异议", Term(10, "workdays"))
    assert points.appeal.source.is_proposal


@pytest.mark.clause("3.4.b")
@pytest.mark.parametrize("on", [date(2018, 3, 20), date(2020, 7, 1), TODAY])
def test_a_village_manager_meets_of_the_sanctions_only_the_three_lightest(on):
    sanctions = [code for code in codes(C.VILLAGE_MANAGER, on) if code.startswith("ADMIN_")]
    assert sanctions == ["ADMIN_WARNING", "ADMIN_DEMERIT", "ADMIN_SERIOUS_DEMERIT"]


def test_before_the_supervision_law_a_village_manager_met_no_such_sanction():
    assert not [code for code in codes(C.VILLAGE_MANAGER, date(2018, 3, 19)) if code.startswith("ADMIN_")]


@pytest.mark.parametrize("category", [C.CONTRACT_STAFF, C.TOWN_STAFF])
def test_whoever_is_no_official_or_not_known_as_one_meets_no_official_sanction(category):
    assert {one.split("_")[0] for one in codes(category)} == {
        *("TRAINING", "TALK", "CRITICISM", "WRITTEN", "POINTS", "CIRCULAR", "PROPOSAL", "PARTY")
    }


def test_a_unit_is_not_talked_to_and_a_person_not_reorganised():
    assert codes(C.UNIT) == ["WRITTEN_REVIEW", "POINTS", "CIRCULAR", "PROPOSAL", "REORGANISATION"]
    assert all("REORGANISATION" not in codes(category) for category in PERSONS)


@pytest.mark.clause("3.4.b")
@pytest.mark.parametrize(
    ("code", "on", "name", "body", "months"),
    [
        ("ADMIN_DEMERIT", date(2018, 3, 19), "行政记过", Body.APPOINTING, 12),
        ("ADMIN_DEMERIT", date(2018, 3, 20), "政务记过", Body.SUPERVISION_ABOVE, 12),
        ("ADMIN_SERIOUS_DEMERIT", TODAY, "政务记大过", Body.SUPERVISION_ABOVE, 18),
        ("ADMIN_REMOVAL", TODAY, "政务撤职", Body.SUPERVISION_ABOVE, 24),
        ("PARTY_SERIOUS_WARNING", TODAY, "党内严重警告", Body.DISCIPLINE_ABOVE, 18),
        ("ADMONITION", TODAY, "诫勉", Body.COMPETENT, 6),
        ("REASSIGNMENT", date(2021, 3, 18), "调整职务", Body.COMPETENT, None),
        ("REASSIGNMENT", date(2021, 3, 19), "调整职务", Body.COMPETENT, 12),
        ("CIRCULAR", TODAY, "通报", Body.PARTY_COMMITTEE, None),
    ],
)
def test_the_deed_of_the_day_decides_name_body_and_period(code, on, name, body, months):
    one = measure(code, on)
    assert (one.name, one.decided_by, one.effect_months) == (name, body, months)


@pytest.mark.parametrize(
    ("code", "on", "words"),
    [
        ("ADMONITION", date(2019, 8, 31), "向作出决定的机关或者上级党组织提出申诉"),
        ("ADMONITION", date(2019, 9, 1), "1个月内向作出决定的党组织提出申诉，1个月内答复"),
        ("ADMIN_WARNING", date(2018, 3, 19), "30日内向作出决定的机关提出复核，30日内答复；也可以不经复核"),
        ("ADMIN_WARNING", TODAY, "1个月内向作出决定的监察机关提出复审，1个月内答复；对复审不服的"),
        ("CRITICISM", TODAY, "1个月内向作出决定的机关提出申诉，1个月内答复"),
    ],
)
def test_a_decision_says_how_it_is_contested(code, on, words):
    assert str(measure(code, on).appeal).startswith(words)


def test_an_unknown_measure_is_refused():
    with pytest.raises(LookupError):
        measure("FINE", TODAY)


@pytest.mark.clause("3.0")
def test_education_stands_beside_penalty():
    assert {one.code for one in rule_set_on(TODAY).measures if one.education} == {
        *("TRAINING", "TALK", "CRITICISM", "WRITTEN_REVIEW")
    }


@pytest.mark.parametrize(
    ("new", "old", "heavier"),
    [
        (["TALK"], ["CRITICISM"], False),
        (["CRITICISM"], ["CRITICISM"], False),
        (["CIRCULAR"], ["CRITICISM"], True),
        (["CRITICISM", "TALK"], ["CRITICISM"], True),
        (["CRITICISM"], ["CIRCULAR", "TALK"], False),
        (["CRITICISM", "CRITICISM"], ["CIRCULAR", "TALK"], True),
        ([], ["TALK"], False),
        (["TALK"], [], True),
    ],
)
def test_one_more_measure_or_a_heavier_one_is_heavier(new, old, heavier):
    def those(codes):
        return [measure(code, TODAY) for code in codes]

    assert is_heavier(those(new), those(old)) is heavier


def test_the_order_of_weight_follows_what_is_met():
    order = ["TALK", "CRITICISM", "WRITTEN_REVIEW", "CIRCULAR", "PROPOSAL", "ADMONITION", "ADMIN_WARNING"]
    order += ["PARTY_WARNING", "ADMIN_DEMERIT", "PARTY_SERIOUS_WARNING", "PARTY_REMOVAL", "PARTY_EXPULSION"]
    weights = [measure(code, TODAY).weight for code in order]
    assert weights == sorted(set(weights))


def test_the_category_is_proposed_and_may_be_stated_otherwise(cast):
    proposed = {
        role: category_of(getattr(cast, role).person) for role in ("secretary", "liaison", "village_head", "dept_head")
    }
    assert proposed == {
        "secretary": C.LEADING_CADRE,
        "liaison": C.TOWN_STAFF,
        "village_head": C.VILLAGE_MANAGER,
        "dept_head": C.TOWN_STAFF,
    }
    assert categories_for(cast.village) == [category_of(cast.village)] == [C.UNIT]
    offered = categories_for(cast.liaison.person)
    assert offered[0] == C.TOWN_STAFF
    assert set(offered) == PERSONS
