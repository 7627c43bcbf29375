"""An official paper as plain data: what is said in it, never how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from dushi.records.lines import Line, normalized


class Form(StrEnum):
    """How it looks (GB/T 9704-2012): 文件, 上行文, 信函, 纪要; PLAIN has no 版头 (记录, 材料)."""

    DOCUMENT = "document"
    UPWARD = "upward"
    LETTER = "letter"
    MINUTES = "minutes"
    PLAIN = "plain"


@dataclass(frozen=True)
class OfficialPaper:
    """What one paper says. Empty parts leave no trace on it.

    organ: the words of the 发文机关标志 in full (示例镇人民政府文件, 示例镇党政联席会议纪要); a 信函 has no 文件.
    number_text: 示镇政〔2026〕11号. signer: 签发人 of a 上行文. addressed_to: 主送, without its colon.
    blocks: see dushi.records.lines. attachments: names in order. issuer, dated: 署名 and 成文日期 (2026年9月17日).
    has_seal: whether a seal is put on it; with one, two lines are left for it.
    attendance: (出席, names one by one) … of a 纪要. markings: 份号, 密级, 紧急程度, from above.
    copies_to: 抄送. printed_by, printed_on: 印发机关 and date.
    slip_title, slip: what is to be signed and sent back (送达回执), on a page of its own after the date.
    """

    title: str
    form: Form = Form.PLAIN
    blocks: Sequence[Line] = ()
    organ: str = ""
    number_text: str = ""
    signer: str = ""
    addressed_to: str = ""
    attachments: Sequence[str] = ()
    issuer: str = ""
    dated: str = ""
    has_seal: bool = True
    attendance: Sequence[tuple[str, Sequence[str]]] = ()
    markings: Sequence[str] = ()
    copies_to: str = ""
    printed_by: str = ""
    printed_on: str = ""
    slip_title: str = ""
    slip: Sequence[Line] = ()

    @classmethod
    def of(cls, body: Mapping[str, Any], number_text: str = "") -> OfficialPaper:
        """The paper whose body was frozen as JSON (see dushi.records.lines.body)."""
        known = normalized(dict(body))
        said = {field.name: known[field.name] for field in fields(cls) if field.name in known}
        said |= {"title": known["heading"], "blocks": known["lines"], "number_text": number_text}
        return cls(**said | {"form": Form(known.get("form", Form.PLAIN))})
