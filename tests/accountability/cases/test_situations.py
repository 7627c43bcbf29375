"""Every situation of 3.1–3.3: cited for its own group of subjects, refused for the others."""

from __future__ import annotations

import pytest

from accountability.cases import inquiry
from accountability.rules.situations import Group, group_of, needs_reason
from dushi.records.errors import Refused
from tests.accountability.cases import making

IDS = [
    *("3.1(1)", "3.1(2)", "3.1(3)"),
    *("3.2(1)a", "3.2(1)b", "3.2(1)c", "3.2(1)d", "3.2(2)a", "3.2(2)b", "3.2(2)c", "3.2(2)d", "3.2(3)a", "3.2(3)b"),
    *("3.2(4)a", "3.2(4)b", "3.2(4)c", "3.2(5)"),
    *("3.3(1)", "3.3(2)", "3.3(3)a", "3.3(3)b", "3.3(3)c", "3.3(3)d", "3.3(3)e", "3.3(4)"),
]
#: Who of the cast belongs to one group alone.
OF_GROUP = {Group.OFFICE: "office", Group.HEADS: "village", Group.RESPONSIBLE: "liaison"}


@pytest.mark.clause(*IDS)
def test_each_situation_is_cited_for_its_own_group_alone(cast, rulebook, at):
    cases = {}
    for group, name in OF_GROUP.items():
        who = getattr(cast, name)
        cases[group] = making.in_inquiry(cast, getattr(who, "person", who))
    proofs = {
        group: inquiry.add_evidence(case=case, label="笔录", text="略", by=cast.commission_staff)
        for group, case in cases.items()
    }
    for code in IDS:
        for group, case in cases.items():
            cite = {"case": case, "situation": code, "evidence": [proofs[group]], "by": cast.commission_staff}
            if group != group_of(code):
                with pytest.raises(Refused, match="不符"):
                    inquiry.cite(reason="理由。", **cite)
                continue
            if needs_reason(code):
                with pytest.raises(Refused, match="兜底"):
                    inquiry.cite(**cite)
            inquiry.cite(reason="理由。", **cite)
    cited = {row.clause for case in cases.values() for row in case.situations.all()}
    assert cited == set(IDS)
