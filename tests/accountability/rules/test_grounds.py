"""What every decision is held against, and that no fact stands without its source."""

import pytest

from accountability.rules.grounds import GroundKind, choices, ground, grounds
from accountability.rules.measures import rule_sets
from accountability.rules.source import Source

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.clause("3.0")
def test_who_would_be_exempt_or_must_withdraw_is_told_by_the_law():
    assert [name for _, name in choices(GroundKind.EXEMPTION)][:3] == [
        *("探索性失误", "集体决策中明确反对", "不可抗力、难以预见")
    ]
    assert {one.source.name for one in grounds(GroundKind.RECUSAL)} == {"《公职人员政务处分法》第四十七条"}
    assert ground(GroundKind.RECUSAL, "RELATIVE").text == "是被核查人或者反映人的近亲属"


@pytest.mark.parametrize("kind", GroundKind)
def test_a_ground_is_known_by_its_code(kind):
    for code, name in choices(kind):
        assert ground(kind, code).name == name
    assert len(dict(choices(kind))) == len(grounds(kind)) > 2
    with pytest.raises(LookupError):
        ground(kind, "NOTHING")


def test_a_fact_without_its_source_is_refused():
    for row in ({}, {"source": "某法"}, {"tag": "V"}, {"source": "某法", "tag": "X"}):
        with pytest.raises(ValueError, match="without its source"):
            Source.parse(row)


@pytest.mark.clause("3.4.a")
def test_no_rule_is_passed_off_as_the_districts_opinion_that_we_do_not_have():
    for rule_set in rule_sets():
        names = [one.source.name for one in rule_set.measures] + [source.name for _, source in rule_set.principles]
        assert not [name for name in names if "菏牡纪发" in name or "实施意见" in name]
