"""What the papers of a case say, in the order of the official paper. Frozen at issue (papers.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accountability.cases.organs import parts, to_be_sent_back, to_be_signed
from accountability.cases.standing import facts_of, measures_of, rules_of, statement_on
from accountability.models import Appeal, Case, CaseMeasure, Deliberation
from accountability.rules import grounds, limits, situations
from accountability.rules.grounds import GroundKind
from accountability.rules.measures import Body, Measure
from accountability.rules.measures import measure as rule_of
from dushi import words
from dushi.records.lines import Line, body, full_day, heading, named, para, paras
from dushi.records.official import Form

Stage = CaseMeasure.Stage
NEVER_HEAVIER = "不因陈述、申辩或者申诉而加重。"
NO_STAY = "申诉期间不停止本决定的执行；复核不得加重处理。"
#: Two lines, each short enough for a phone: a blank must not be broken.


def you(case: Case) -> str:
    """How a paper speaks to its subject."""
    return "你单位" if case.unit_id else "你"


def about(case: Case) -> list[Line]:
    """The posts held then, and the day of the deed."""
    return [
        *([named("时任职务", case.posts_text)] if case.posts_text else []),
        named("行为日期", full_day(case.deed_on)),
    ]


def facts(case: Case) -> list[Line]:
    return [heading("一、认定的事实"), *paras(case.findings)]


def reasons(case: Case, title: str = "二、适用的规定") -> list[Line]:
    """Each situation that is cited, in the regulation's own words."""
    texts = {clause.code: clause for clause in situations.situations_on(case.deed_on)}
    lines = [heading(title)]
    for row in case.situations.all():
        clause = texts.get(row.clause)
        text = clause.text if clause else row.clause
        note = f"（{clause.note}）" if clause and clause.note else ""
        number = (clause.printed if clause else "") or words.article(row.clause)
        lines.append(named(f"制度{number}", f"{text}{note}"))
        lines += [named("认定理由", row.reason)] if row.reason else []
    return lines


def measure_lines(rules: Iterable[Measure], note: str = "") -> list[Line]:
    lines = [named(rule.name, f"{effect(rule)}依据：{basis(rule)}。{remark(rule)}") for rule in rules]
    return lines + ([named("具体要求", note)] if note else [])


def basis(rule: Measure) -> str:
    """What a paper may cite: the law, or the town's own regulation where no law names the measure."""
    return "制度三、4" if rule.source.is_proposal else str(rule.source)


def remark(rule: Measure) -> str:
    return f"说明：{rule.note}。" if rule.note else ""


def effect(rule: Measure) -> str:
    """影响期, or that there is none by law."""
    return f"影响期{rule.effect_months}个月。" if rule.effect_months else "没有法定影响期。"


def note_of(rows: Iterable[CaseMeasure]) -> str:
    return next((row.note for row in rows if row.note), "")


def studied(sitting: Deliberation) -> str:
    return f"经{full_day(sitting.held_on)}{Body(sitting.body).label}集体研究"


def names(rules: Iterable[Measure]) -> str:
    return "、".join(rule.name for rule in rules)


def facts_notice(case: Case, at: datetime) -> dict[str, Any]:
    """事实告知书: facts, what they may amount to, what is proposed, and how to answer it."""
    until = limits.limit("CASE_HEARING")
    return body(
        "事实告知书",
        [
            *about(case),
            para(f"经核查，现将认定的事实、适用的规定和拟处理意见告知{you(case)}，听取陈述申辩。"),
            *facts(case),
            *reasons(case),
            heading("三、拟处理意见"),
            *measure_lines(rules_of(case, Stage.PROPOSED), note_of(measures_of(case, Stage.PROPOSED))),
            heading(f"四、{you(case)}的权利"),
            para(f"自送达之日起{until.term}内，可以在本系统或者书面陈述申辩，说明对事实有无异议，并可提交证据。"),
            para("认为核查人、主持人或者参加研究的人员应当回避的，可以申请回避。"),
            para(f"提出的事实、理由和证据成立的，予以采纳。{NEVER_HEAVIER}"),
        ],
        **parts(case, at),
        **to_be_signed("事实告知书"),
    )


def decision(case: Case, sitting: Deliberation, at: datetime) -> dict[str, Any]:
    """问责决定书 (政务处分法 §45): facts, grounds, measure, period, way, time and authority of appeal, date."""
    rows = measures_of(case, Stage.DECIDED)
    return body(
        "问责决定书",
        [
            *about(case),
            *facts(case),
            *heard(case),
            *reasons(case, "三、适用的规定"),
            named("裁量", weighed(case)),
            heading("四、决定"),
            para(f"{studied(sitting)}，决定给予{case.subject}："),
            *measure_lines(rules_of(case, Stage.DECIDED), note_of(rows)),
            para("本决定自作出之日起生效。问责结果纳入全镇脱贫攻坚工作年度考核（制度三、4）。"),
            heading("五、申诉"),
            *appeal_lines(case),
            named("签发", str(case.approver)),
        ],
        **parts(case, at, sitting.body, form=Form.DOCUMENT),
        **to_be_signed("问责决定书"),
    )


def heard(case: Case) -> list[Line]:
    """二、陈述申辩 and what became of it."""
    statement = statement_on(facts_of(case))
    if statement is None:
        return [heading("二、陈述申辩"), para("告知事实后，期限内没有提出陈述申辩。")]
    said = (
        "对事实有异议。" if statement.has_objection else "对事实没有异议。" if statement.has_objection is False else ""
    )
    return [
        heading("二、陈述申辩"),
        para(f"{said}{statement.text}" or "本人拒绝签字，由两名见证人说明。"),
        *([named("采纳情况", statement.answer)] if statement.answer else []),
    ]


def weighed(case: Case) -> str:
    """The circumstances that were held to apply, and why the exemptions do or do not."""
    kinds = (GroundKind.EXEMPTION, GroundKind.LIGHTER, GroundKind.HEAVIER)
    held = [one.name for kind in kinds for one in grounds.grounds(kind) if one.code in case.grounds]
    return f"{'、'.join(held) or '没有从轻、从重情形'}。{case.grounds_reason}"


def appeal_lines(case: Case) -> list[Line]:
    """Way, time and authority of appeal for each measure that has one; its clock starts with service."""
    lines: list[Line] = []
    seen: set[str] = set()
    for rule in rules_of(case, Stage.DECIDED):
        if (path := rule.appeal) is None or path.first in seen:
            continue
        seen.add(path.first)
        term = f"自收到本决定之日起{path.within}内" if path.within else "收到本决定后"
        answer = f"，{path.to}在{path.answer}内答复" if path.answer else ""
        lines.append(para(f"不服本决定的，可以{term}向{path.to}提出{path.first}{answer}。"))
    return [*lines, para(f"可以在本系统提出，也可以书面提出。{NO_STAY}")]


def no_action(case: Case, sitting: Deliberation, at: datetime) -> dict[str, Any]:
    """不予问责告知书."""
    return body(
        "不予问责告知书",
        [
            *about(case),
            para(f"反映{you(case)}“{case.title}”的问题，经核查，{studied(sitting)}，决定不予问责。"),
            *facts(case),
            named("理由", case.grounds_reason),
        ],
        **parts(case, at, sitting.body, form=Form.DOCUMENT),
    )


def exemption(case: Case, sitting: Deliberation, at: datetime) -> dict[str, Any]:
    """免予问责决定书: what was done, and which ground exempts from answering for it."""
    held = [one for one in grounds.grounds(GroundKind.EXEMPTION) if one.code in case.grounds]
    return body(
        "免予问责决定书",
        [
            *about(case),
            *facts(case),
            *heard(case),
            *reasons(case, "三、适用的规定"),
            heading("四、决定"),
            *(named(one.name, f"{one.text}（{one.source}）") for one in held),
            named("理由", case.grounds_reason),
            para(f"{studied(sitting)}，决定免予问责。"),
        ],
        **parts(case, at, sitting.body, form=Form.DOCUMENT),
    )


def review(case: Case, appeal: Appeal, sitting: Deliberation | None, at: datetime, said: str) -> dict[str, Any]:
    """复核决定书, or that an appeal came too late. said: what is decided, in one sentence."""
    day, basis = full_day(appeal.filed_at), f"依据：{appeal.basis}。" if appeal.basis else ""
    opening = f"{day}依职权复核本事项的问责决定。{basis}" if appeal.is_own_motion else f"{you(case)}{day}提出申诉。"
    research = f"{studied(sitting)}（原核查人员没有参加）：" if sitting else ""
    return body(
        "复核决定书",
        [
            *about(case),
            para(opening),
            named("所涉文书", f"问责决定书{appeal.paper.number_text}"),
            *([] if appeal.is_own_motion else [named("申诉理由", appeal.text)]),
            heading("复核决定"),
            para(f"{research}{said}"),
            named("理由", appeal.answer),
            *(measure_lines(rules_of(case, Stage.DECIDED)) if appeal.status == Appeal.Status.CHANGED else []),
        ],
        **parts(case, at, sitting.body if sitting else Body.COMMISSION, form=Form.DOCUMENT),
    )


def ended(case: Case, posted: str, at: datetime) -> dict[str, Any]:
    """结案告知书. posted: what it came to in the year's assessment (3.4.c)."""
    rows = measures_of(case, Stage.DECIDED)
    return body(
        "结案告知书",
        [
            *about(case),
            para("问责决定已经执行完毕，现予结案。"),
            *(named(rule_of(row.code, case.deed_on).name, carried(row)) for row in rows),
            named("年度考核", posted),
            para("结案不影响依法提出申诉，也不影响确有错误时予以纠正。影响期满后，依规正常使用、评价。"),
        ],
        **parts(case, at),
    )


def carried(row: CaseMeasure) -> str:
    done = f"{full_day(row.carried_out_on)}执行。" if row.carried_out_on else ""
    until = f"影响期至{full_day(row.effect_until)}。" if row.effect_until else ""
    return f"{done}{row.carried_out_note}{until}"


def transfer_letter(case: Case, number: str, receiver: str, contents: str, reason: str, at: datetime) -> dict[str, Any]:
    """移送函 (3.4.b): to whom, about whom, why, and what goes with it; with its receipt."""
    return body(
        "移送函",
        [
            para(f"我镇办理{case.subject}的有关问题，认为应当由你单位依规依纪依法处理，现予移送。"),
            *([named("时任职务", case.posts_text)] if case.posts_text else []),
            named("反映的问题", case.title),
            named("行为日期", full_day(case.deed_on)),
            named("移送理由", reason),
            heading("移交材料"),
            *paras(contents),
            para("请在收到后回执，并将处理结果告知我镇（制度三、4）。"),
        ],
        **parts(case, at, to=receiver),
        **to_be_sent_back("移送函", number, receiver),
    )
