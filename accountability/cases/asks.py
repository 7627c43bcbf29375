"""What a step holds against that which is entered: each rule with its sentence, raised by `hold`."""

from __future__ import annotations

from dataclasses import dataclass

from dushi.records.errors import demand


@dataclass(frozen=True)
class Ask:
    """sentence: what is said where it is not so."""

    code: str
    sentence: str
    field: str = ""
    clause: str = "3.0"


def hold(rule: Ask, is_so: bool, detail: str = "") -> None:
    """Raise Refused with the sentence, and the detail in brackets, where it is not so."""
    said = f"{rule.sentence}（{detail}）。" if detail else f"{rule.sentence}。"
    demand(is_so, said, rule.field, clause=rule.clause)


REASON = Ask("REASON", "请写明理由", "reason")
TEAM_NAMED = Ask("TEAM_NAMED", "核查人须为两名以上在任纪委人员，并含组长", "people")
TEAM_UNBOUND = Ask("TEAM_UNBOUND", "须回避的人不能核查", "people")
TEAM_NOT_PRESIDING = Ask("TEAM_NOT_PRESIDING", "主持人不能兼任核查人", "people")
CATEGORY = Ask("CATEGORY", "对象类别与对象不符；改动须写明理由", "category")
SITUATION_FITS = Ask("SITUATION_FITS", "该情形与对象行为时的身份不符", "situation")
CATCH_ALL = Ask("CATCH_ALL", "兜底情形须写明认定理由", "reason")
OWN_EVIDENCE = Ask("OWN_EVIDENCE", "证据须为本事项未被排除的证据", "evidence")
LAWFUL = Ask("LAWFUL", "只能选行为之日的规定允许镇里对该类对象决定的方式", "measures", "3.4.a")
NOT_FOR_DEFENCE = Ask("NOT_FOR_DEFENCE", "不得因申辩加重；确有新查明的事实的，请写明", "reason")
PAPER = Ask("PAPER", "该文书不能这样送达", "way")
SIGNATURE = Ask("SIGNATURE", "签名须与本人姓名一致", "signature")
STATEMENT = Ask("STATEMENT", "请写明陈述申辩的内容，或者选择对事实没有异议", "text")
SIGNED_SHEET = Ask("SIGNED_SHEET", "请上传本人签字的陈述申辩，没有签字的登记拒签和见证人", "upload")
WITNESSES = Ask("WITNESSES", "拒签须由两名以上见证人说明，本人和须回避的人不能见证", "witnesses")
BODY = Ask("BODY", "研究机构无权决定所选方式", "body", "3.4.a")
HELD = Ask("HELD", "研究日期不能早于提请研究之日，也不能在今日之后", "held_on")
VOTES = Ask("VOTES", "请逐人登记研究机构成员的意见", "")
WITHDRAWN = Ask("WITHDRAWN", "须回避的成员和核查人不参加研究，只能登记为回避", "")
QUORUM = Ask("QUORUM", "到会人数须超过应到人数的一半", "")
VOTERS = Ask("VOTERS", "参加表决的不能少于三人", "")
MAJORITY = Ask("MAJORITY", "同意的须超过应到人数的一半", "")
NOT_HEAVIER = Ask("NOT_HEAVIER", "不得重于事实告知书写明的拟处理意见；要加重的，须重新事实见面、听取申辩", "measures")
GROUNDS = Ask("GROUNDS", "请对照不予、免予问责的情形写明是否适用和理由", "exemption_reason")
EXEMPTION = Ask("EXEMPTION", "免予问责须至少有一种法定情形", "exemptions")
SIGNER_FREE = Ask("SIGNER_FREE", "签发人须为在任主要领导，不是主持人，没有核查，也不须回避", "approver")
WHICH = Ask("WHICH", "请选择尚未执行的问责方式", "measure")
PAST_DAY = Ask("PAST_DAY", "日期不能早于决定之日，也不能在今日之后", "carried_out_on")
LIGHTER = Ask("LIGHTER", "变更只能从轻，不得因申诉加重", "measures")
RECORDED = Ask("RECORDED", "只登记上级机关对该类对象可以作出的方式", "measures", "3.4.b")
HANDED = Ask("HANDED", "请写明接收机关和移交的材料", "receiver", "3.4.b")
