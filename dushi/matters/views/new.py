"""直接登记: a matter that comes from no report, meeting or visit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dushi.matters import actions
from dushi.matters.forms import RegisterForm
from dushi.matters.models import Matter
from dushi.matters.permissions import may_register
from dushi.records.errors import Refused
from dushi.town.access import Request, allow, open_to, staff
from dushi.town.models import User


@open_to(staff)
@require_http_methods(["GET", "POST"])
def matter_new(request: Request) -> HttpResponse:
    """登记 a problem, or tick what was put right at the door."""
    user = request.user
    allow(may_register(user))
    may_tick = user.rights.sees_town or user.rights.is_area_secretary
    form = RegisterForm(request.POST or None, user=user, may_tick=may_tick)
    if request.method == "POST" and form.is_valid():
        try:
            matter = register(form.cleaned_data, user)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, f"已登记，编号 {matter.number_text}。")
            return redirect("matter_page", matter.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "matters/matter_new.html", {"form": form}, status=status)


def register(data: dict[str, Any], user: User) -> Matter:
    """What the form asks for. Raises Refused."""
    common = {"town": data["about"].town, "title": data["title"], "about": data["about"], "by": user}
    if data.get("on_spot"):
        return actions.fix_on_spot(**common, source=Matter.Source.DIRECT, result=data["detail"])
    return actions.raise_matter(
        **common,
        source=Matter.Source.DIRECT,
        detail=data["detail"],
        tier=data["tier"],
        help_asked=data["help_asked"],
        person=user.person,
    )
