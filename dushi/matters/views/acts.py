"""One view per act on a matter: load for the user, may they, clean, act, back to the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dushi.matters import actions, forms, permissions
from dushi.matters.models import Matter, MatterExtension, MatterNote, MatterPart
from dushi.matters.views.page import get_matter_for, show
from dushi.records.errors import Refused
from dushi.records.photos import keep_photo
from dushi.town.access import Request, allow, open_to, staff

Do = Callable[[dict[str, Any]], object]


def carry_out(
    request: Request, matter: Matter, form: forms.MatterForm, do: Do, done: str, *, name: str
) -> HttpResponse:
    """Do it and go back to the page; what is refused is said at its field, with everything typed still there."""
    if form.is_valid():
        try:
            do(form.cleaned_data)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, f"{refusal.message}（制度{refusal.clause}）" if refusal.clause else refusal.message)
        else:
            messages.success(request, done)
            return redirect("matter_page", matter.pk)
    return show(request, get_matter_for(request.user, matter.pk), {name: form})


def here(request: Request) -> str:
    """URL name of the act, by which the page finds the form that was refused."""
    return (request.resolver_match.url_name if request.resolver_match else None) or ""


def keep_photos(request: Request, note: MatterNote, uploads: list[UploadedFile]) -> None:
    """Keep photos with a line of 进展. The text stands already: a photo that fails is said, and loses nothing."""
    for upload in uploads:
        try:
            keep_photo(obj=note, upload=upload, by=request.user, town=note.matter.town)
        except Refused as refusal:
            messages.warning(request, f"文字已保存；照片“{upload.name}”没有保存：{refusal.message}")


def _plain(
    request: Request,
    pk: int,
    may: Callable[..., bool],
    form: type[forms.MatterForm],
    do: Callable[..., object],
    done: str,
) -> HttpResponse:
    """The acts that need nothing but the fields of their form, whose names the action takes.

    may: who may, whatever the state; where somebody else was quicker the action says so on the page.
    """
    matter = get_matter_for(request.user, pk)
    allow(may(request.user, matter))
    name = here(request)
    asked = form(request.POST, request.FILES, matter=matter)
    return carry_out(request, matter, asked, lambda data: do(matter=matter, by=request.user, **data), done, name=name)


@open_to(staff)
@require_POST
def matter_confirm(request: Request, pk: int) -> HttpResponse:
    """核实."""
    return _plain(request, pk, permissions.decides, forms.PlainForm, actions.confirm, "已核实。")


@open_to(staff)
@require_POST
def matter_dismiss(request: Request, pk: int) -> HttpResponse:
    """核实不成立."""
    return _plain(request, pk, permissions.decides, forms.ReasonForm, actions.dismiss, "已记为核实不成立。")


@open_to(staff)
@require_POST
def matter_assign(request: Request, pk: int) -> HttpResponse:
    """交办."""
    return _plain(request, pk, permissions.decides, forms.AssignForm, actions.assign, "已交办，责任人已收到提醒。")


@open_to(staff)
@require_POST
def matter_reassign(request: Request, pk: int) -> HttpResponse:
    """改派."""
    return _plain(request, pk, permissions.decides, forms.AssignForm, actions.assign, "已改派，新的责任人已收到提醒。")


@open_to(staff)
@require_POST
def matter_start(request: Request, pk: int) -> HttpResponse:
    """开始办理."""
    return _plain(request, pk, permissions.works, forms.PlainForm, actions.start, "已开始办理。")


@open_to(staff)
@require_POST
def matter_progress(request: Request, pk: int) -> HttpResponse:
    """报进展."""
    matter = get_matter_for(request.user, pk)
    allow(permissions.stands_by(request.user, matter))

    def do(data: dict[str, Any]) -> None:
        note = actions.report_progress(matter=matter, text=data["text"], by=request.user)
        keep_photos(request, note, data["photos"])

    form = forms.TextForm(request.POST, request.FILES, matter=matter)
    return carry_out(request, matter, form, do, "进展已保存。", name="matter_progress")


@open_to(staff)
@require_POST
def matter_submit(request: Request, pk: int) -> HttpResponse:
    """报办结."""
    matter = get_matter_for(request.user, pk)
    allow(permissions.works(request.user, matter))

    def do(data: dict[str, Any]) -> None:
        row = actions.submit_done(matter=matter, result=data["result"], by=request.user)
        keep_photos(request, row.notes.latest("pk"), data["photos"])

    form = forms.ResultForm(request.POST, request.FILES, matter=matter)
    return carry_out(request, matter, form, do, "已报办结，等待核验。", name="matter_submit")


@open_to(staff)
@require_POST
def matter_send_back(request: Request, pk: int) -> HttpResponse:
    """退回补正."""
    return _plain(request, pk, permissions.verifies, forms.SendBackForm, actions.send_back, "已退回补正。")


def _close(request: Request, pk: int) -> HttpResponse:
    matter = get_matter_for(request.user, pk)
    allow(permissions.verifies(request.user, matter))
    form = forms.CloseForm(request.POST, matter=matter)
    return carry_out(
        request,
        matter,
        form,
        lambda data: actions.close(matter=matter, by=request.user, recheck_on=data["recheck_on"]),
        "已核验销号。",
        name=here(request),
    )


@open_to(staff)
@require_POST
def matter_close(request: Request, pk: int) -> HttpResponse:
    """核验销号."""
    return _close(request, pk)


@open_to(staff)
@require_POST
def matter_close_early(request: Request, pk: int) -> HttpResponse:
    """销号 of what was solved before anybody was given it."""
    return _close(request, pk)


@open_to(staff)
@require_POST
def matter_recheck(request: Request, pk: int) -> HttpResponse:
    """回头看."""
    return _plain(request, pk, permissions.rechecks, forms.RecheckForm, actions.recheck, "回头看结果已记录。")


@open_to(staff)
@require_POST
def matter_escalate(request: Request, pk: int) -> HttpResponse:
    """转上级."""
    return _plain(
        request, pk, permissions.decides, forms.ReasonForm, actions.escalate, "已转上级，列入上一级调度材料。"
    )


@open_to(staff)
@require_POST
def matter_return_down(request: Request, pk: int) -> HttpResponse:
    """答复下级."""
    return _plain(request, pk, permissions.decides, forms.AnswerForm, actions.return_down, "已答复下级。")


@open_to(staff)
@require_POST
def matter_extension_ask(request: Request, pk: int) -> HttpResponse:
    """申请延期."""
    return _plain(request, pk, permissions.works, forms.ExtendForm, actions.ask_extension, "延期申请已报，等待批复。")


@open_to(staff)
@require_POST
def matter_extend(request: Request, pk: int) -> HttpResponse:
    """直接延期."""
    return _plain(request, pk, permissions.verifies, forms.ExtendForm, actions.extend, "已延期。")


@open_to(staff)
@require_POST
def matter_extension_decide(request: Request, pk: int) -> HttpResponse:
    """批复延期. pk: of the extension."""
    extension = MatterExtension.objects.filter(pk=pk).first()
    if extension is None:
        raise Http404
    matter = get_matter_for(request.user, extension.matter_id)
    allow(permissions.verifies(request.user, matter))
    return carry_out(
        request,
        matter,
        forms.DecideForm(request.POST, matter=matter),
        lambda data: actions.decide_extension(extension=extension, by=request.user, **data),
        "延期申请已批复。",
        name=f"matter_extension_decide:{pk}",
    )


@open_to(staff)
@require_POST
def matter_part_add(request: Request, pk: int) -> HttpResponse:
    """增加配合单位."""
    return _plain(request, pk, permissions.decides, forms.PartForm, actions.add_part, "已增加配合单位。")


def _get_part_for(request: Request, pk: int) -> MatterPart:
    part = MatterPart.objects.select_related("unit").filter(pk=pk).first()
    if part is None:
        raise Http404
    part.matter = get_matter_for(request.user, part.matter_id)
    return part


def _on_part(
    request: Request, part: MatterPart, form: forms.MatterForm, do: Callable[..., object], done: str
) -> HttpResponse:
    """An act on a part, of whose kind a matter may show several forms."""
    name = f"{here(request)}:{part.pk}"
    return carry_out(request, part.matter, form, lambda data: do(part=part, by=request.user, **data), done, name=name)


@open_to(staff)
@require_POST
def matter_part_sign(request: Request, pk: int) -> HttpResponse:
    """签办分工. pk: of the part."""
    part = _get_part_for(request, pk)
    allow(permissions.works_on_part(request.user, part))
    return _on_part(
        request, part, forms.PartResultForm(request.POST, matter=part.matter), actions.sign_part, "分工已签办。"
    )


@open_to(staff)
@require_POST
def matter_part_extension_ask(request: Request, pk: int) -> HttpResponse:
    """申请分工延期. pk: of the part."""
    part = _get_part_for(request, pk)
    allow(permissions.works_on_part(request.user, part))
    return _on_part(
        request,
        part,
        forms.PartExtendForm(request.POST, matter=part.matter, part=part),
        actions.ask_part_extension,
        "延期申请已报，等待批复。",
    )


@open_to(staff)
@require_POST
def matter_part_return(request: Request, pk: int) -> HttpResponse:
    """退回分工. pk: of the part."""
    part = _get_part_for(request, pk)
    allow(permissions.verifies(request.user, part.matter))
    return _on_part(
        request, part, forms.ReasonForm(request.POST, matter=part.matter), actions.return_part, "分工已退回。"
    )
