"""A thing on the desk with a page of its own: the whole of it, its next lawful steps, its files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from accountability.acts import Act, ActForm, Offer
from accountability.cases.papers import body_of
from accountability.desk.closed import ClosedAdmin
from accountability.desk.files import answer_with
from accountability.desk.listing import facts_of
from accountability.desk.reading import note_reading
from accountability.doing import asked, form_of, offered, take
from accountability.models import ServedPaper, StoredFile
from dushi.records.downloads import issued_response
from dushi.town.access import commission, open_to


class DossierAdmin(ClosedAdmin):
    """acts: what may be done on the page. creating: the act that makes a new one, None where none is made by hand.

    page_template: what shows it whole. reads: "lead" or "case" where every look is noted (DossierReading).
    """

    acts: Sequence[Act] = ()
    creating: Act | None = None
    page_template = "admin/page.html"
    reads: str | None = None

    def whole(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What the page of one needs beside what the list does (`prepare`)."""
        return rows

    def page_context(self, request: Any, obj: Any) -> dict[str, Any]:
        """What page_template needs beside obj, offers and the frame."""
        return {}

    def files_of(self, request: Any, obj: Any) -> QuerySet[StoredFile]:
        """The files that may be opened from this page; a model that keeps none has no address for them."""
        return StoredFile.objects.none()

    def papers_of(self, obj: Any) -> QuerySet[ServedPaper]:
        """The papers issued in it, to print, seal and serve; a model that issues none has no address for them."""
        return ServedPaper.objects.none()

    def heading(self, obj: Any) -> str:
        return str(obj)

    def get_urls(self) -> list[Any]:
        urls = [
            *super().get_urls(),
            path("<uuid:pk>/", self.opened(self.page), name=f"{self.word}_page"),
            path("<uuid:pk>/do/<slug:code>/", self.opened(self.do), name=f"{self.word}_do"),
        ]
        if type(self).files_of is not DossierAdmin.files_of:
            urls.append(path("<uuid:pk>/files/<uuid:file>/", self.opened(self.file), name=f"{self.word}_file"))
        if type(self).papers_of is not DossierAdmin.papers_of:
            urls.append(path("<uuid:pk>/papers/<uuid:paper>.docx", self.opened(self.paper), name=f"{self.word}_paper"))
        if self.creating:
            urls.insert(1, path("new/", self.opened(self.new), name=f"{self.word}_new"))
        return urls

    def row_url(self, obj: Any) -> str:
        return self.address("page", obj.pk)

    def list_context(self, request: Any) -> dict[str, Any]:
        may = self.creating is not None and self.creating.may(request.user, None)
        return {"creating": self.creating, "new_url": self.address("new")} if may else {}

    def load(self, request: HttpRequest, pk: UUID) -> Any:
        """404 for what this person may not see, as for what does not exist."""
        obj = self.whole(self.get_queryset(request)).filter(pk=pk).first()
        if obj is None:
            raise Http404
        return obj

    def note_look(self, request: Any, obj: Any, what: str) -> None:
        if self.reads:
            note_reading(of=obj, what=what, by=request.user)

    @method_decorator(open_to(commission))
    @method_decorator(require_GET)
    def page(self, request: Any, pk: UUID) -> HttpResponse:
        """The whole of it."""
        obj = self.load(request, pk)
        self.note_look(request, obj, "案卷")
        context = {
            "admin": self,
            "obj": obj,
            "heading": self.heading(obj),
            "served": self.served(),
            "list_url": self.address(),
            **offered(request.user, self.acts, obj, partial(self.address, "do", obj.pk)),
        }
        return TemplateResponse(request, self.page_template, context | self.page_context(request, obj))

    @method_decorator(open_to(commission))
    @method_decorator(require_http_methods(["GET", "POST"]))
    def do(self, request: Any, pk: UUID, code: str) -> HttpResponse:
        """GET asks what the act asks, POST does it. 404 for no such act, 403 where it is not this person's now."""
        obj = self.load(request, pk)
        offer = asked(self.acts, code, request.user, obj)
        form = form_of(offer.act, request, obj)
        is_done, made = take(request, offer, form, obj)
        if is_done:
            return HttpResponseRedirect(self.after(request, obj, made))
        if request.method == "GET":
            self.note_look(request, obj, f"办理：{offer.act.label}")
        return self.asking(request, offer, form, obj, self.address("page", obj.pk))

    @method_decorator(open_to(commission))
    @method_decorator(require_http_methods(["GET", "POST"]))
    def new(self, request: Any) -> HttpResponse:
        """The form of `creating`, and the new one's page after it."""
        act = self.creating
        if act is None:
            raise Http404
        if not act.may(request.user, None):
            raise PermissionDenied
        offer, form = Offer(act, []), form_of(act, request)
        is_done, made = take(request, offer, form)
        if is_done:
            return HttpResponseRedirect(self.after(request, made, made))
        return self.asking(request, offer, form, None, self.address())

    @method_decorator(open_to(commission))
    @method_decorator(require_GET)
    def file(self, request: Any, pk: UUID, file: UUID) -> HttpResponse:
        """A file of it; 404 for any other."""
        obj = self.load(request, pk)
        kept = self.files_of(request, obj).filter(pk=file).first()
        if kept is None:
            raise Http404
        self.note_look(request, obj, "证据文件")
        return answer_with(kept)

    @method_decorator(open_to(commission))
    @method_decorator(require_GET)
    def paper(self, request: Any, pk: UUID, paper: UUID) -> HttpResponse:
        """A paper of it as .docx, served or not; 404 for any other."""
        obj = self.load(request, pk)
        kept = self.papers_of(obj).filter(pk=paper).first()
        if kept is None:
            raise Http404
        self.note_look(request, obj, "文书")
        return issued_response(body_of(kept), kept.number_text, f"{kept}{kept.number_text}")

    def asking(self, request: Any, offer: Offer, form: ActForm, obj: Any, back: str) -> HttpResponse:
        """The form on a page of its own; 422 where something sent was refused, with everything as it was typed."""
        is_refused = request.method == "POST"
        context = {
            "admin": self,
            "act": offer.act,
            "missing": offer.missing,
            "form": form,
            "obj": obj,
            "heading": self.heading(obj) if obj else self.title,
            "back": back,
            "served": self.served(),
            "facts": facts_of(self, obj) if obj else [],
        }
        return TemplateResponse(request, "admin/act.html", context, status=422 if is_refused else 200)

    def after(self, request: Any, obj: Any, done: Any) -> str:
        """Where an act leads: to the page while it may still be seen, else to the list."""
        target = done if isinstance(done, self.model) else obj
        is_there = isinstance(target, self.model) and self.get_queryset(request).filter(pk=target.pk).exists()
        return self.address("page", target.pk) if is_there else self.address()
