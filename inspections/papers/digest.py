"""转办摘要: what a village or department gets of a public report (2.0.m7). Drawn from the matter alone, which names
neither the report, nor its day, nor who handles it, so that nothing else can come onto the paper."""

from __future__ import annotations

from dushi.matters.handing_out import organ_of
from dushi.matters.models import Matter
from dushi.records.lines import body, full_day, full_moment, heading, named, para, paras
from dushi.records.official import Form
from dushi.town.papers.heads import head_of

OPENING = "现将群众反映的下列事项摘要转给你单位，请依照职责核实办理。"
ANSWER = "办结后请在系统“报办结”中写明核实和办理结果，由交办层级核验销号。"
KEEP = "不得打听、追查反映人，不得打击报复；违反的，依照制度第三部分处理。"


def digest_body(matter: Matter) -> dict[str, object]:
    organ = organ_of(matter)
    return body(
        "群众反映事项转办摘要",
        [
            para(OPENING),
            named("台账编号", matter.number_text),
            named("事项", matter.title),
            named("所涉单位", str(matter.about)),
            heading("一、摘要"),
            *paras(matter.detail),
            heading("二、要求"),
            named("办理时限", f"{full_moment(matter.due_at)}前" if matter.due_at else ""),
            named("报送要求", ANSWER),
            named("保密要求", KEEP),
        ],
        form=Form.LETTER,
        dated=full_day(matter.status_at),
        **head_of(organ, Form.LETTER) | {"addressed_to": matter.owner_text},
    )
