"""The 【words】 of a template and what each becomes, as the page explains them."""

from __future__ import annotations

from dushi.records.official import Form
from dushi.records.template_checks import REQUIRED

MEANINGS = {
    "标记": "份号、密级、紧急程度，有才印；单独成段",
    "发文机关标志": "红色大字的机关名称",
    "发文字号": "机关代字、年份和号数",
    "签发人": "上行文的签发人",
    "标题": "文书标题",
    "主送机关": "发给谁",
    "正文": "全部正文，照这一段的字体排；单独成段",
    "附件说明": "附件的顺序和名称，有才印；单独成段",
    "发文机关署名": "落款的机关",
    "成文日期": "年月日",
    "出席人员": "出席、请假、列席名单；单独成段",
    "抄送机关": "抄送谁，有才印",
    "印发机关": "版记里的印发机关，有才印",
    "印发日期": "版记里的印发日期，有才印",
}
IMPRINT = ("抄送机关", "印发机关", "印发日期")
OPTIONAL: dict[Form, tuple[str, ...]] = {
    Form.DOCUMENT: ("标记", "附件说明", *IMPRINT),
    Form.UPWARD: ("标记", "附件说明", *IMPRINT),
    Form.LETTER: ("标记", "附件说明", "抄送机关"),
    Form.MINUTES: ("标记", "主送机关", "附件说明", *IMPRINT),
    Form.PLAIN: ("发文字号", "主送机关", "附件说明", "发文机关署名", "成文日期"),
}


def marks(form: Form) -> list[tuple[str, str, bool]]:
    """(word, what it becomes, whether no paper of the form can do without it), in the order they stand on a paper."""
    known = {*REQUIRED[form], *OPTIONAL[form]}
    return [(name, meaning, name in REQUIRED[form]) for name, meaning in MEANINGS.items() if name in known]
