"""What templates say things with: Chinese days and moments, states as classes, the parts of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dushi import clock, words

register = template.Library()

#: Any state of the house → (class of its colour, sign where there is room for one character only).
STATES: dict[str, tuple[str, str]] = {
    # obligations
    "FUTURE": ("todo", ""),
    "DUE": ("due", "今"),
    "GRACE": ("grace", "待"),
    "MET": ("done", "✓"),
    "MET_LATE": ("late", "迟"),
    "MISSED": ("over", "逾"),
    "EXCUSED": ("off", "免"),
    "MERGED": ("off", "并"),
    # matters
    "REGISTERED": ("due", "登"),
    "CONFIRMED": ("due", "核"),
    "ASSIGNED": ("due", "交"),
    "IN_PROGRESS": ("due", "办"),
    "SUBMITTED": ("late", "验"),
    "RETURNED": ("late", "退"),
    "CLOSED": ("done", "✓"),
    "DISMISSED": ("off", "否"),
    # meetings and who comes to them
    "PLANNED": ("todo", "待"),
    "NOTIFIED": ("due", "通"),
    "MINUTED": ("done", "签"),
    "ISSUED": ("done", "发"),
    "CANCELLED": ("off", "消"),
    "EXPECTED": ("todo", ""),
    "PRESENT": ("done", "✓"),
    "LEAVE": ("late", "假"),
    "SUBSTITUTE": ("late", "代"),
    "ABSENT": ("over", "缺"),
    # reports
    "DRAFT": ("todo", "稿"),
    "SENT": ("done", "✓"),
    "LATE": ("late", "迟"),
    "CAME": ("done", "✓"),
    "NORMAL": ("done", "✓"),
    "LACKING": ("late", "缺"),
    "OPEN": ("due", "未"),
    "PROGRESS": ("due", "进"),
    "SOLVED": ("done", "✓"),
    # inspections and what they put down
    "DRAFTED": ("todo", "拟"),
    "APPROVED": ("due", "批"),
    "UNDER_WAY": ("due", "查"),
    "REPORTED": ("late", "报"),
    "WITHDRAWN": ("off", "撤"),
    "MEETS": ("done", "✓"),
    "PROBLEM": ("late", "问"),
    "NOT_APPLICABLE": ("off", "无"),
    "UNCHECKED": ("todo", "未"),
    "ELSEWHERE": ("off", "另"),
    # public reports
    "RECEIVED": ("due", "转"),
    "ACCEPTED": ("due", "办"),
    "CONCLUDED": ("late", "馈"),
    "ANSWERED": ("done", "✓"),
    "DECLINED": ("off", "否"),
    "SEALED": ("off", "封"),
    # leads, cases, notices, appeals
    "SUGGESTED": ("late", "判"),
    "PROPOSED": ("late", "审"),
    "EXPLAINING": ("due", "说"),
    "CHECKING": ("due", "核"),
    "SHELVED": ("off", "存"),
    "OPENED": ("done", "转"),
    "TRANSFERRED": ("off", "移"),
    "INQUIRY": ("due", "核"),
    "HEARING": ("due", "听"),
    "DELIBERATION": ("late", "研"),
    "DECIDED": ("late", "决"),
    "SERVED": ("due", "达"),
    "ENFORCING": ("due", "执"),
    "NOT_HELD": ("off", "否"),
    "EXEMPTED": ("off", "免"),
    "REVOKED": ("off", "撤"),
    "CHECKED": ("done", "✓"),
    "FILED": ("late", "诉"),
    "UPHELD": ("done", "维"),
    "CHANGED": ("done", "变"),
    "REFUSED": ("off", "拒"),
    "PENDING": ("due", "待"),
    "DROPPED": ("off", "否"),
    "REVERSED": ("off", "冲"),
    "REJECTED": ("off", "否"),
    "COUNTED": ("done", "加"),
    "IN_FORCE": ("done", "行"),
    "SUPERSEDED": ("off", "替"),
}
#: The colours themselves, for what has no state of its own: `{% state_tag "over" "26 天" %}`.
STATES |= {colour: (colour, "") for colour in ("done", "late", "over", "grace", "due", "todo", "off")}
PLAIN = ("todo", "")


def unless_empty(word: Callable[[Any], str]) -> Callable[[Any], str]:
    """A filter that says nothing where there is nothing."""

    def said(value: Any) -> str:
        return word(value) if value else ""

    return said


register.filter("cn_date", unless_empty(words.day))
register.filter("cn_day", unless_empty(words.short_day))
register.filter("cn_datetime", unless_empty(words.moment))
register.filter("cn_hour", unless_empty(words.hour))
register.filter("cn_weekday", unless_empty(words.weekday))
register.filter("cn_due", unless_empty(words.due))
register.filter("due_class", unless_empty(words.due_state))


@register.filter
def cn_period(value: Any) -> str:
    """第 47 周 from a Period or its key."""
    return words.period(str(getattr(value, "key", value))) if value else ""


@register.filter
def days_since(value: date | datetime | None) -> int | str:
    """Civil days since, for `{{ m.raised_at|days_since }} 天`."""
    return "" if value is None else words.days_since(value)


@register.filter
def is_past(value: date | datetime | None) -> bool:
    """True for a moment or a whole day that lies behind."""
    if value is None:
        return False
    return value < clock.now() if isinstance(value, datetime) else value < clock.today()


@register.filter
def state_class(state: str) -> str:
    """done, late, over, grace, due, todo or off."""
    return STATES.get(str(state), PLAIN)[0]


@register.filter
def state_sign(state: str) -> str:
    """One character for a cell; "" where the cell stays empty."""
    return STATES.get(str(state), PLAIN)[1]


@register.simple_tag
def state_tag(state: str, word: str) -> SafeString:
    """A state as a tag; the colour by the state, the word always said."""
    return format_html('<span class="tag {}">{}</span>', state_class(state), word)


@register.simple_tag
def cell(state: str, label: str, url: str = "", when: str | int = "", sign: str = "") -> SafeString:
    """One cell of a grid. label: said in full (第 12 周 逾期未办); when: the period in short, for phones."""
    inner = format_html(
        '{}<span aria-hidden="true">{}</span><span class="unseen">{}</span>',
        format_html('<span class="c-when" aria-hidden="true">{}</span>', when) if when else "",
        sign or state_sign(state),
        label,
    )
    colour = state_class(state)
    if url:
        return format_html('<a class="c {}" href="{}" title="{}">{}</a>', colour, url, label, inner)
    return format_html('<span class="c {}" title="{}">{}</span>', colour, label, inner)


@register.simple_tag
def due(value: datetime | None, done: bool = False) -> SafeString | str:
    """A deadline as a tag in words; quiet grey once the thing is done."""
    if value is None:
        return ""
    kind = "todo" if done else words.due_state(value)
    said = words.moment(value) if done else words.due(value)
    stamp = clock.local(value).isoformat(timespec="minutes")
    return format_html(
        '<time class="tag {}" datetime="{}" title="{}">{}</time>', kind, stamp, words.moment(value), said
    )


@register.simple_tag
def serves(*codes: str) -> SafeString:
    """The line of the footer that names the clauses a page serves; each leads to its text."""
    articles = {words.article(code): code for code in reversed(codes)}
    return format_html(
        "本页依据条款 {}", format_html_join("、", "{}", ((clause(articles[a]),) for a in sorted(articles)))
    )


@register.filter
def clause(code: str) -> SafeString | str:
    """The article of a clause id, small and grey, leading to its text where the rule book is on screen."""
    if not code:
        return ""
    try:
        return format_html('<a class="no" href="{}">{}</a>', reverse("clause_page", args=[code]), words.article(code))
    except NoReverseMatch:
        return format_html('<span class="no">{}</span>', words.article(code))


@register.filter
def why(field: BoundField) -> str:
    """The article for which a field is asked: `clauses = {"field": "1.4.r"}` of its form, or ""."""
    return words.article(getattr(field.form, "clauses", {}).get(field.name, ""))


@register.filter
def widget_kind(field: BoundField) -> str:
    """radio, tick, ticks or "" (any other), for the part that draws the field."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "ticks"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    return "tick" if isinstance(widget, forms.CheckboxInput) else ""


@register.filter
def faults(field: BoundField) -> list[str]:
    """What is wrong with a field, one line each; what is merely missing is asked for in plain words."""
    missing = "请选择。" if widget_kind(field) in ("radio", "ticks") else "请填写。"
    return [
        missing if error.code == "required" else str(line)
        for error in field.errors.as_data()
        for line in error.messages
    ]


#: Answers that stand side by side on a phone: no more than four, none longer than six characters.
SIDE_BY_SIDE = (4, 6)


@register.filter
def stands_tall(field: BoundField) -> bool:
    """True where the answers of a choice have to stand under one another; a widget may say that they need not."""
    if getattr(field.field.widget, "is_flat", False):
        return False
    most, longest = SIDE_BY_SIDE
    labels = [str(option.choice_label) for option in field.subwidgets]
    return len(labels) > most or any(len(label) > longest for label in labels)
