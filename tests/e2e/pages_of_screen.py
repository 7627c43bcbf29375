"""Pages that show the parts of the screen, for the browser: a form with a draft, rows, words to copy."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from dushi.town.access import anyone, open_to
from dushi.town.widgets import Choice, PhotosField

PAGE = """{% extends "base.html" %}{% block title %}报告{% endblock %}{% block heading %}周调度报告{% endblock %}
{% block content %}
<form class="form narrow" method="post" data-autosave="/save/">{% csrf_token %}{{ form }}{{ rows }}
<div class="bar"><small data-draft-state role="status"></small><button class="btn">报送</button></div></form>
<pre id="words">示例甲村未报送</pre><button class="btn" type="button" data-copy="#words" hidden>复制提醒文字</button>
{% endblock %}"""
SENT = (
    '{% extends "bare.html" %}{% block heading %}周调度报告{% endblock %}{% block content %}<p>已送达</p>{% endblock %}'
)

#: What the server did with what it was sent; "down" makes it fail.
heard: dict[str, list[str]] = {"saved": [], "sent": [], "down": []}


class Report(forms.Form):
    came = forms.ChoiceField(label="帮扶单位", widget=Choice, choices=[("Y", "到了"), ("N", "没到")])
    work = forms.CharField(label="本周重点工作", widget=forms.Textarea, max_length=20)
    photos = PhotosField()

    def clean_work(self) -> str:
        if "不行" in self.cleaned_data["work"]:
            raise forms.ValidationError("请写具体。")
        return str(self.cleaned_data["work"])


class Problem(forms.Form):
    text = forms.CharField(label="新问题", required=False)


@open_to(anyone)
def report(request: HttpRequest) -> HttpResponse:
    form = Report(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        heard["sent"].append(form.cleaned_data["work"])
        return HttpResponse(engines["django"].from_string(SENT).render({}, request))
    rows = forms.formset_factory(Problem, extra=1)(prefix="problems")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form, "rows": rows}, request))


@open_to(anyone)
def save(request: HttpRequest) -> HttpResponse:
    if heard["down"]:
        return HttpResponse(status=503)
    assert not request.FILES
    heard["saved"].append(request.POST["work"])
    return JsonResponse({"saved_at": "16:42"})


#: The frame of every page leads to what was sent.
urlpatterns = [path("report/", report), path("save/", save), path("sent/", report, name="sent_list")]
