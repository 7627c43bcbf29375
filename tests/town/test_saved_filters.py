"""常用: a list's filters under a name of one's own."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from dushi.records.models import Event
from dushi.town.models import SavedFilter
from tests.cast import client_of

pytestmark = pytest.mark.only_on("sqlite")  # a row of one's own: the engine adds nothing
PEOPLE, SAVE = reverse("person_list"), reverse("filter_save")


@pytest.fixture
def client(cast):
    return client_of(cast.clerk)


def save(client, name="无任职", query="state=none", of="person_list"):
    return client.post(SAVE, {"of": of, "name": name, "query": query})


def test_a_filter_is_saved_shown_used_replaced_and_dropped(cast, client):
    assert "存为常用" not in client.get(PEOPLE, {"page": 1, "q": ""}).text, "an address that narrows nothing"
    page = client.get(PEOPLE, {"state": "none", "page": 2, "csrfmiddlewaretoken": "x"}).text
    query = re.search(r'name="query" value="([^"]*)"', page)[1]
    answer = save(client, query=query)
    assert answer.url == f"{PEOPLE}?state=none", "what the list does not know, and the page, fall off"
    shown = client.get(answer.url).text
    assert f'<a href="{PEOPLE}?state=none" aria-current="true">无任职</a>' in shown
    assert f'<a href="{PEOPLE}?state=none">无任职</a>' in client.get(PEOPLE).text
    assert "无任职</a>" not in client.get(reverse("seat_list")).text
    save(client, query="state=all&q=王&next=//example.com")
    saved = SavedFilter.objects.get()
    assert saved.address == f"{PEOPLE}?q=%E7%8E%8B&state=all"
    other = client_of(cast.liaison)
    assert "无任职</a>" not in other.get(PEOPLE).text
    assert other.post(reverse("filter_drop", args=[saved.pk])).status_code == 404
    assert client.post(reverse("filter_drop", args=[saved.pk])).url == PEOPLE
    assert not SavedFilter.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "state=none", "请填写"),
        ("长" * 21, "state=none", "名称不超过 20 个字。"),
        ("空", "page=2&other=1", "还没有筛选条件"),
        ("怪", "q=%00", "不能识别的字符"),
        ("长", "q=" + "a" * 500, "筛选条件太长"),
        ("长", "q=" + "王" * 60, "筛选条件太长"),
        ("多", "&" * 1500, "筛选条件太长"),
    ],
)
def test_what_cannot_be_saved_is_said_and_the_name_stays(client, name, query, said):
    answer = save(client, name, query)
    assert answer.status_code == 422
    assert said in answer.text and f'href="{PEOPLE}"' in answer.text
    assert f'value="{name}"' in answer.text or not name
    assert not SavedFilter.objects.exists()


def test_twelve_of_a_list_and_a_list_that_is_none(client):
    for number in range(12):
        assert save(client, f"第{number}个").status_code == 302
    assert "最多存 12 个" in save(client, "又一个").text
    assert save(client, "第3个", "state=all").status_code == 302, "the same name replaces"
    assert save(client, "又一个", "q=村", of="unit_list").status_code == 302, "another list has room"
    assert SavedFilter.objects.count() == 13
    for of in ("", "https://example.com/", "commission:case_list"):
        answer = client.post(SAVE, {"of": of, "name": "x", "query": "q=1"}, follow=True)
        assert "请在列表页上筛选后" in answer.text
    assert SavedFilter.objects.count() == 13


@pytest.mark.parametrize("name", sorted(settings.FILTERED))
def test_what_a_list_asks_is_what_is_kept(client, name):
    """Each box of the form above it; `view` and `kind` are those of the tabs."""
    page = client.get(reverse(name)).text
    form = re.search(r'<form class="filters".*?</form>', page, re.S)[0]
    assert set(re.findall(r' name="(\w+)"', form)) == set(settings.FILTERED[name]) - (
        {"view"} | ({"kind"} if name == "unit_list" else set())
    )
    assert "存为常用" in client.get(reverse(name), {settings.FILTERED[name][0]: "x"}).text
