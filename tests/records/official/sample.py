"""One paper that has every part, for each form."""

from __future__ import annotations

from dushi.records.lines import heading, named, para, table
from dushi.records.official import Form, OfficialPaper

#: Four lines and more of running text.
LONG = "各管区要把调度会议作为推动工作落实的基本制度，逐村过堂、逐项销号，对发现的问题当场交办、限期办结。" * 4
TITLE = "关于召开示例镇脱贫攻坚领导小组办公室第三十八周调度会议的通知"
ORGANS = {
    Form.DOCUMENT: "示例镇人民政府文件",
    Form.UPWARD: "示例镇人民政府文件",
    Form.LETTER: "示例镇脱贫攻坚领导小组办公室",
    Form.MINUTES: "示例镇党政联席会议纪要",
}
BLOCKS = (
    para(LONG),
    heading("一、总体情况"),
    para(LONG),
    heading("（一）示例一管区", 2),
    para("1. 第三层。"),
    para("（1）第四层。"),
    named("时间", "2026年9月17日（周四）15:00"),
    table(["单位", "符合", "有问题"], [["示例一村", "7", "1"], ["示例二村", "8", "0"]]),
    para("特此通知。"),
)


def sample(form, **changes):
    said = {
        "title": TITLE,
        "form": form,
        "blocks": BLOCKS,
        "organ": ORGANS.get(form, ""),
        "number_text": "示扶办〔2026〕11号",
        "signer": "示例·张三" if form == Form.UPWARD else "",
        "addressed_to": "各管区，各村，镇直各部门",
        "attachments": ("参会人员名单及座次安排和会议材料报送要求说明一览表", "会议议程"),
        "issuer": "示例镇脱贫攻坚领导小组办公室",
        "dated": "2026年9月17日",
        "attendance": (("出席", ["示例·张三", "示例·李四光"] * 6), ("请假", ["示例·王五"]), ("列席", ["赵六"])),
        "copies_to": "区扶贫办，镇纪委",
        "printed_by": "示例镇党政办公室",
        "printed_on": "2026年9月17日",
    }
    return OfficialPaper(**said | changes)
