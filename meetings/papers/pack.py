"""调度材料 as a paper: the sentence, the tables, the problems, and the words the office adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dushi.records.lines import Line, body, full_day, full_moment, heading, named, numbered, para, paras, table
from meetings.models import Meeting, MeetingPack
from meetings.packs import shape


def pack_body(meeting: Meeting, pack: MeetingPack, contents: shape.Pack, *, title: str) -> dict[str, Any]:
    """contents: of the pack, as frozen or as they stand now."""
    return body(
        title,
        [
            named("时间地点", f"{full_moment(meeting.starts_at)}，{meeting.place}"),
            para(contents["lead"]["plain"] + contents["lead"]["alarm"]),
            *numbered(_sections(contents, pack.analysis, pack.proposals)),
        ],
        issuer=meeting.body.name,
        dated=full_day(meeting.starts_at),
        has_seal=False,
    )


def _sections(contents: shape.Pack, analysis: str, proposals: str) -> list[Line]:
    last = contents["last"]
    return [
        *[line for one in contents["tables"] for line in _table(one)],
        *_listed("未报送", contents["missing"]),
        *_listed(contents["problems_title"], contents["problems"]),
        *_listed("逾期事项", contents["late"]),
        *_listed("上次会后报送", contents["arrived"]),
        heading("上次交办"),
        para("，".join(filter(None, [last["title"], last["plain"], last["alarm"]]))),
        *_words("综合研判", analysis),
        *_words("提请研究建议", proposals),
    ]


def _table(one: shape.Table) -> list[Line]:
    rows = [
        [row["name"] + ("（示例）" if row["is_example"] else ""), *(c["text"] for c in row["cells"])]
        for row in one["rows"]
    ]
    if not rows:
        return []
    head = [heading(one["title"])] if one["title"] else []
    return [*head, table(one["columns"], rows)]


def _name(row: shape.Row) -> str:
    return f"{row['name']}（示例）" if row["is_example"] else row["name"]


def _listed(title: str, lines: Sequence[shape.Line]) -> list[Line]:
    if not lines:
        return []
    return [heading(title), *(para(_said(order, line)) for order, line in enumerate(lines, start=1))]


def _said(order: int, line: shape.Line) -> str:
    return f"{order}. {line['title']}（{'，'.join(filter(None, [line['note'], line['tag']]))}）"


def _words(title: str, text: str) -> list[Line]:
    return [heading(title), *paras(text)] if text else []
