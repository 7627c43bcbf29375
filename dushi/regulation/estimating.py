"""What a form costs that docs/burden.md does not list: it comes now and then, so its fields are taken as they look."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from dushi.regulation.burden import FormCost, Question, burden

PICKED, KEPT = "点选", "点选（已有上次答案或缺省值）"
SHORT, LONG, DAY, PHOTO = "短文字", "长文字", "日期时间（已有缺省值）", "照片"
DAYS = (forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.MultiWidget)
PICKS = (forms.Select, forms.RadioSelect, forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.FileInput)


def cost_of(sheet: Sequence[forms.BaseForm]) -> FormCost | None:
    """Of a sheet of one or more forms, of rows one: what is asked of it now. None where nothing is."""
    questions = tuple(question for form in sheet for question in _questions(form))
    return FormCost("", "", questions) if questions else None


def cost_of_box(way: str, clause: str = "") -> FormCost:
    """Of one box that no Form draws. way: a line of the table of costs."""
    return FormCost("", "", (Question("", "", clause, way, burden().costs[way], True),))


def _questions(form: forms.BaseForm) -> list[Question]:
    """As docs/burden.md lists them, else by the look of the fields."""
    if listed := burden().of(type(form)):
        return [question for question in listed.questions if question.field in form.fields]
    costs, clauses = burden().costs, getattr(form, "clauses", {})
    return [
        Question(bound.name, str(bound.label), clauses.get(bound.name, ""), way, costs[way], bound.field.required)
        for bound in form.visible_fields()
        if (way := _way(bound))
    ]


def _way(bound: forms.BoundField) -> str:
    """How it is answered, a line of the table of costs."""
    widget = bound.field.widget
    if isinstance(widget, forms.FileInput) and "image" in str(widget.attrs.get("accept", "")):
        return PHOTO
    if isinstance(widget, forms.Textarea):
        return LONG
    if isinstance(widget, DAYS):
        return DAY
    if isinstance(widget, PICKS):
        return KEPT if bound.initial not in (None, "", []) else PICKED
    return SHORT
