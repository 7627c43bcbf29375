"""Kinds of paper of cases and of the assessment, for 公文设置 and 公文模板. How many there were is nobody's to see."""

from __future__ import annotations

from accountability.models import ServedPaper
from accountability.rules.measures import Body
from dushi.records.kinds import PaperKind
from dushi.records.official import Form

#: Before the kind's key, in counters and settings: these papers are counted apart from all others.
SERIES = "ACC_"
TRANSFER = f"{SERIES}TRANSFER"
#: 年度考核表 has no number: it is named by its year and version.
SHEET = "YEAR_SHEET"
DECIDING = frozenset({Body.COMMISSION.value, Body.PARTY_COMMITTEE.value, Body.JOINT_MEETING.value})
BY_COMMISSION = frozenset({Body.COMMISSION.value})
Kind = ServedPaper.Kind
#: Issued by the body that decided; the rest by the commission.
DECIDED = frozenset({Kind.DECISION, Kind.NO_ACTION, Kind.EXEMPTION, Kind.REVIEW})


def closed_kinds() -> tuple[PaperKind, ...]:
    served = [
        PaperKind(
            f"{SERIES}{kind.value}",
            str(kind.label),
            DECIDING if kind in DECIDED else BY_COMMISSION,
            Form.DOCUMENT if kind in DECIDED else Form.LETTER,
            is_closed=True,
        )
        for kind in Kind
    ]
    return (
        *served,
        PaperKind(TRANSFER, "移送函", BY_COMMISSION, Form.LETTER, is_closed=True),
        PaperKind(SHEET, "年度考核表", frozenset(), Form.PLAIN, is_numbered=False),
    )
