"""All about one matter."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.alerts.texts import group_text
from dushi.matters import forms, permissions
from dushi.matters.handing_out import checker_text, paper_of, tier_text
from dushi.matters.models import Matter, MatterExtension, MatterPart
from dushi.matters.people import Roster
from dushi.matters.steps import steps_of
from dushi.records.links import link_for, url_of
from dushi.records.models import Paper, history_of
from dushi.records.photos import photos_of
from dushi.town.access import Request, open_to, staff
from dushi.town.models import User

Failed = dict[str, forms.MatterForm]


def get_matter_for(user: User, pk: int) -> Matter:
    """404 where it does not exist for this person."""
    rows = Matter.objects.visible_to(user).select_related(
        "town", "about", "owner_unit", "owner_seat__unit", "raised_by", "submitted_by", "verified_by", "kept_by"
    )
    matter = rows.filter(pk=pk).first()
    if matter is None:
        raise Http404
    return matter


def show(request: Request, matter: Matter, failed: Failed | None = None) -> HttpResponse:
    """The page; `failed` holds forms that were refused, by URL name (422 then)."""
    user, wrong = request.user, failed or {}
    roster = Roster.of(matter)
    notes = list(matter.notes.all())
    context = {
        "matter": matter,
        "source_url": link_for(user, matter.source_type, matter.source_id),
        "steps": steps_of(user, matter, roster, wrong),
        "parts": [_part(user, part, roster, wrong) for part in _parts(matter)],
        "extensions": [_extension(user, extension, roster, wrong) for extension in _extensions(matter)],
        "events": history_of(matter),
        "photos": photos_of(*notes),
        "verifier": tier_text(matter),
        "checker": checker_text(matter, roster),
        "notice": _notice(matter),
        "group_text": _group_text(matter),
    }
    return render(request, "matters/matter_page.html", context, status=422 if wrong else 200)


def _notice(matter: Matter) -> tuple[str, str] | None:
    """(name, address) of the paper that took the place of the 交办单: 整改通知书."""
    papers = Paper.objects.filter(object_type=matter._meta.label_lower, object_id=str(matter.pk))
    paper = papers.exclude(kind=Paper.Kind.TASK).order_by("-pk").first()
    return (paper.get_kind_display(), url_of(paper._meta.label_lower, str(paper.pk))) if paper else None


def _group_text(matter: Matter) -> str:
    """What to send to the chat group while the next step is the owner's; a unit, never a person."""
    if matter.status not in Matter.OWNERS:
        return ""
    unit, late = str(matter.owner_unit or ""), matter.is_overdue()
    return group_text(title=matter.title, whose=unit, due_at=matter.due_at, clause=matter.clause, late=late)


def _parts(matter: Matter) -> list[MatterPart]:
    parts = list(matter.parts.select_related("unit", "done_by"))
    for part in parts:
        part.matter = matter
    return parts


def _extensions(matter: Matter) -> list[MatterExtension]:
    extensions = list(matter.extensions.select_related("asked_by", "decided_by", "part__unit"))
    for extension in extensions:
        extension.matter = matter
    return extensions


def _part(user: User, part: MatterPart, roster: Roster, failed: Failed) -> dict[str, object]:
    may_sign, may_return = (
        permissions.may_sign_part(user, part, roster),
        permissions.may_return_part(user, part, roster),
    )
    may_ask = permissions.may_ask_part_extension(user, part, roster)
    sign, back = failed.get(f"matter_part_sign:{part.pk}"), failed.get(f"matter_part_return:{part.pk}")
    ask = failed.get(f"matter_part_extension_ask:{part.pk}")
    return {
        "part": part,
        "is_late": part.is_overdue(),
        "sign": sign or (forms.PartResultForm(matter=part.matter, auto_id=f"part{part.pk}_%s") if may_sign else None),
        "send_back": back
        or (forms.ReasonForm(matter=part.matter, auto_id=f"back{part.pk}_%s") if may_return else None),
        "ask": ask
        or (forms.PartExtendForm(matter=part.matter, part=part, auto_id=f"ask{part.pk}_%s") if may_ask else None),
        "is_open": bool(sign or back),
        "is_asked": bool(ask),
    }


def _extension(user: User, extension: MatterExtension, roster: Roster, failed: Failed) -> dict[str, object]:
    wrong = failed.get(f"matter_extension_decide:{extension.pk}")
    may = permissions.may_decide_extension(user, extension, roster)
    return {"extension": extension, "decide": wrong or (forms.DecideForm(matter=extension.matter) if may else None)}


@open_to(staff)
@require_GET
def matter_page(request: Request, pk: int) -> HttpResponse:
    """事项: source, state, who does what by when, the next lawful steps, 履历."""
    return show(request, get_matter_for(request.user, pk))


@open_to(staff)
@require_GET
def matter_paper(request: Request, pk: int) -> HttpResponse:
    """交办单 to print: as it stands now; as it was issued it is kept in 备查资料."""
    matter = get_matter_for(request.user, pk)
    if matter.owner_unit is None:
        raise Http404
    return render(request, "matters/matter_paper.html", {"matter": matter, "body": paper_of(matter)})
