"""Papers in the layout of GB/T 9704-2012 as .docx, by python-docx: text as data only; nothing in it is carried out."""

from __future__ import annotations

from functools import cache

from dushi.records.official import templates
from dushi.records.official.filling import fill
from dushi.records.official.paper import Form, OfficialPaper

__all__ = ["Form", "OfficialPaper", "render", "standard_template"]


@cache
def standard_template(form: Form) -> bytes:
    """The template of a form as the standard has it: what an office may change and give back."""
    return templates.standard(form)


def render(paper: OfficialPaper, template: bytes | None = None) -> bytes:
    """The paper as .docx, by the town's own template where it has one."""
    return fill(template or standard_template(paper.form), paper)
