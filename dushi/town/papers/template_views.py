"""公文模板: the template of each kind of paper, to download, to change in WPS and to give back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi.records.downloads import DOCX, docx_response, download, file_name
from dushi.records.errors import Refused
from dushi.records.head_models import PaperTemplate
from dushi.records.kinds import PaperKind, kind_named, paper_kinds
from dushi.records.official import standard_template
from dushi.records.paper_templates import in_use
from dushi.records.template_checks import MOST_BYTES
from dushi.town.access import Request, admin, office, open_to, town_of
from dushi.town.doing import attempt
from dushi.town.papers.marks import marks
from dushi.town.papers.samples import sample
from dushi.town.papers.template_setting import go_back, replace


class TemplateForm(forms.Form):
    """A file that was changed in WPS."""

    file = forms.FileField(
        label="改好的模板",
        help_text=f"WPS 另存的 .docx，最大 {MOST_BYTES // 1_000_000} MB",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages=dict.fromkeys(("required", "invalid", "missing"), "请选择文件。")
        | {"empty": "这个文件是空的。"},
    )


def get_kind(key: str) -> PaperKind:
    """404 for a kind there is not."""
    kind = kind_named(key)
    if kind is None:
        raise Http404
    return kind


@open_to(office, admin)
@require_GET
def papertemplate_list(request: Request) -> HttpResponse:
    """Every kind of paper, and which template draws it."""
    newest: dict[str, PaperTemplate] = {}
    for row in PaperTemplate.objects.filter(town=town_of(request.user)).defer("content").order_by("version"):
        newest[row.kind] = row
    rows = [(kind, newest.get(kind.key)) for kind in paper_kinds()]
    return render(request, "town/papertemplate_list.html", {"rows": rows})


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def papertemplate_page(request: Request, key: str) -> HttpResponse:
    """One kind: its 【words】, its versions, and another file in their place."""
    kind, town = get_kind(key), town_of(request.user)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        if attempt(form, replace, town=town, kind=kind, name=file.name, content=content, by=request.user):
            messages.success(request, f"已换用。以后印发的{kind.label}用新模板，已印发的不变。")
            return redirect("papertemplate_page", key)
    context: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "marks": marks(kind.form),
        "versions": PaperTemplate.objects.filter(town=town, kind=key).defer("content").select_related("put_by__person"),
        "current": in_use(town, key),
    }
    return render(request, "town/papertemplate_page.html", context, status=422 if form.is_bound else 200)


@open_to(office, admin)
@require_POST
def papertemplate_reset(request: Request, key: str) -> HttpResponse:
    """Back to the standard of GB/T 9704-2012."""
    kind = get_kind(key)
    try:
        go_back(town=town_of(request.user), kind=kind, by=request.user)
        messages.success(request, f"以后印发的{kind.label}用标准样式，已印发的不变。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("papertemplate_page", key)


@open_to(office, admin)
@require_GET
def papertemplate_file(request: Request, key: str, version: int) -> HttpResponse:
    """A version to change in WPS; 0 is the standard."""
    kind = get_kind(key)
    if version == 0:
        return download(standard_template(kind.form), DOCX, file_name(f"{kind.label}模板（标准）", ".docx"))
    row = get_object_or_404(PaperTemplate, town=town_of(request.user), kind=key, version=version)
    content = bytes(row.content) or standard_template(kind.form)
    return download(content, DOCX, file_name(f"{kind.label}模板（第{version}版）", ".docx"))


@open_to(office, admin)
@require_GET
def papertemplate_sample(request: Request, key: str) -> HttpResponse:
    """样张 by the template in use."""
    kind, town = get_kind(key), town_of(request.user)
    current = in_use(town, key)
    return docx_response(sample(town, kind), f"{kind.label}样张", bytes(current.content) if current else None)
