"""备查资料: every paper that was issued, to those who may see what it is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Cast, Replace

from dushi import clock
from dushi.records.downloads import file_name
from dushi.records.models import Paper
from dushi.records.paper_templates import drawn
from dushi.town.models import User
from dushi.town.widgets import DayInput
from meetings.models import Meeting

#: A zip holds no more papers than this; narrower dates give the rest.
MOST = 300
CLAUSES = [
    ("", "全部"),
    ("1.1", "1.1 党委、党政联席会议"),
    ("1.2", "1.2 领导小组"),
    ("1.3", "1.3 办公室"),
    ("1.4", "1.4 管区"),
    ("1.5", "1.5 调研督导"),
    ("2.1", "2.1 平时检查"),
    ("2.2", "2.2 重点督导"),
    ("2.3", "2.3 不定抽查"),
    ("X.2", "X.2 交办"),
]


def papers_for(user: User) -> QuerySet[Paper]:
    """Office and 班子: all of the town's; others: those about what they may open, packs only of the own area."""
    rights = user.rights
    papers = Paper.objects.filter(town=rights.town_id).order_by("-issued_at", "-pk")
    if rights.sees_town:
        return papers
    papers = papers.annotate(bare_id=_bare("object_id"))
    seen = Q()
    for label in settings.PAPER_MODELS:
        rows: QuerySet[Any] = apps.get_model(label)._default_manager.visible_to(user)
        seen |= Q(object_type=label, bare_id__in=_text_ids(rows))
    own = Meeting.objects.filter(body__in=rights.units) if rights.is_area_secretary else Meeting.objects.none()
    packs = Q(kind=Paper.Kind.PACK) & ~Q(bare_id__in=_text_ids(own))
    return papers.filter(seen).exclude(packs)


def _text_ids(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Primary keys as papers keep them, without dashes."""
    return rows.order_by().annotate(text_id=_bare(Cast("pk", models.CharField(max_length=40)))).values("text_id")


def _bare(text: str | Cast) -> Replace:
    """SQLite keeps the id of a report without its dashes."""
    return Replace(text, Value("-"), Value(""))


class PaperFilter(forms.Form):
    """By clause, kind and date of issue."""

    clause = forms.ChoiceField(label="条款", choices=CLAUSES, required=False)
    kind = forms.ChoiceField(label="文种", choices=[("", "全部"), *Paper.Kind.choices], required=False)
    first = forms.DateField(label="自", required=False, widget=DayInput)
    last = forms.DateField(label="至", required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["first"] > data["last"]:
            self.add_error("last", "截止日期早于起始日期。")
        return data

    def narrow(self, papers: QuerySet[Paper]) -> QuerySet[Paper]:
        """What cannot be read filters nothing."""
        if not self.is_valid():
            return papers
        data = self.cleaned_data
        if data["clause"]:
            papers = papers.filter(clause__startswith=data["clause"])
        if data["kind"]:
            papers = papers.filter(kind=data["kind"])
        if data["first"]:
            papers = papers.filter(issued_at__gte=clock.at(data["first"]))
        if data["last"]:
            papers = papers.filter(issued_at__lt=clock.at(data["last"] + timedelta(days=1)))
        return papers


def zipped(papers: Iterable[Paper]) -> bytes:
    """One .docx per paper, in order of issue; names are numbered, so that none hides another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for order, paper in enumerate(papers, start=1):
            day = clock.local(paper.issued_at)
            name = file_name(f"{order:03d} {day:%Y%m%d} {paper.title}", ".docx")
            entry = zipfile.ZipInfo(name, date_time=day.timetuple()[:6])
            bundle.writestr(entry, drawn(paper.body, paper.number_text), zipfile.ZIP_DEFLATED)
    return out.getvalue()
