"""In and out of the product."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from dushi import clock
from dushi.town.actions.accounts import issue_slips, set_active
from dushi.town.models import Post, User
from tests.cast import PASSWORD, client_of
from tests.sizes import size

WRONG = "登录名或口令不对"


def log_in(client, username="liaison", password=PASSWORD, **extra):
    return client.post(reverse("login"), {"username": username, "password": password, **extra})


def is_in(client):
    return client.get(reverse("password_change")).status_code == 200


def test_an_officer_with_the_right_password_is_let_in_under_a_new_key(cast, client):
    client.get(reverse("login"))
    client.session.save()
    before = client.session.session_key
    answer = log_in(client)
    assert answer.status_code == 302
    assert answer.url == "/"
    assert client.session.session_key != before
    assert is_in(client)


@pytest.mark.parametrize(("username", "password"), [("liaison", "错"), ("nobody", PASSWORD)])
def test_whoever_errs_in_name_or_password_reads_the_same_words(cast, client, username, password):
    answer = log_in(client, username, password)
    assert WRONG in answer.text
    assert f'value="{username}"' in answer.text
    assert not is_in(client)


def test_a_disabled_login_reads_the_same_words(cast, client):
    set_active(user=cast.liaison, is_active=False, by=cast.admin)
    assert WRONG in log_in(client).text


def test_a_person_without_a_post_is_told_so_and_stays_out(cast, client):
    Post.objects.filter(person=cast.liaison.person).update(valid_to=clock.today() - timedelta(days=1))
    assert "没有在任岗位" in log_in(client).text
    assert not is_in(client)


def test_a_login_ends_with_its_last_post(cast):
    client = client_of(cast.liaison)
    assert is_in(client)
    Post.objects.filter(person=cast.liaison.person).update(valid_to=clock.today() - timedelta(days=1))
    answer = client.get(reverse("password_change"), follow=True)
    assert answer.redirect_chain == [(reverse("login"), 302)]
    assert "没有在任岗位，登录已退出" in answer.text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"])
def test_after_login_nobody_is_sent_to_a_foreign_place(cast, client, bad):
    assert log_in(client, next=bad).url == "/"


def test_after_login_the_page_that_was_asked_for_opens(cast, client):
    asked = client.get(reverse("password_change"))
    assert asked.url == "/login/?next=/password/"
    assert log_in(client, next="/password/").url == "/password/"


def test_an_htmx_part_asked_for_without_a_login_moves_the_whole_page(cast, client):
    answer = client.get(reverse("password_change"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == reverse("login")


def test_five_failures_make_a_pause_for_that_name_at_that_place_only(cast):
    guesser = Client(REMOTE_ADDR="10.0.0.1")
    for _ in range(4):
        assert log_in(guesser, password="错").status_code == 200
    locked = log_in(guesser, password="错")
    assert locked.status_code == 429
    assert "15 分钟" in locked.text
    assert log_in(guesser).status_code == 429
    assert log_in(guesser, "clerk").status_code == 302
    assert log_in(Client(REMOTE_ADDR="10.0.0.2")).status_code == 302


def test_the_address_that_counts_behind_the_proxy_is_the_one_the_proxy_wrote(cast, settings):
    settings.BEHIND_PROXY = True
    for turn in range(5):
        liar = Client(headers={"X-Forwarded-For": f"1.2.3.{turn}, 10.0.0.9"})
        answer = log_in(liar, password="错")
    assert answer.status_code == 429


def test_out_is_out_and_only_by_post(cast):
    client = client_of(cast.liaison)
    assert client.get(reverse("logout")).status_code == 405
    answer = client.post(reverse("logout"))
    assert answer.url == reverse("login")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not is_in(client)


def test_a_one_time_password_opens_nothing_but_the_page_that_replaces_it(cast, client):
    (slip,) = issue_slips(people=[cast.liaison.person], by=cast.clerk)
    log_in(client, slip.username, slip.password)
    answer = client.get(reverse("logout"), follow=True)
    assert answer.status_code == 405
    assert "设置自己的口令" in client.get(reverse("password_change")).text
    own = {"old_password": slip.password, "new_password1": "自己的新口令 7", "new_password2": "自己的新口令 7"}
    assert client.post(reverse("password_change"), own).url == "/"
    assert not User.objects.get(pk=cast.liaison.pk).must_change_password
    assert is_in(client)


@pytest.mark.parametrize(
    ("new", "again", "word"),
    [
        ("1234567", "1234567", "至少 8 位"),
        ("password1", "password1", "太常见"),
        ("liaison1", "liaison1", "太相近"),
        ("自己的新口令 7", "自己的新口令 8", "两次填的新口令不一样"),
        (PASSWORD, PASSWORD, "不能与原口令相同"),
    ],
)
def test_a_bad_new_password_is_refused_in_plain_words(cast, new, again, word):
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": again}
    assert word in client_of(cast.liaison).post(reverse("password_change"), data).text


def test_a_wrong_old_password_changes_nothing(cast):
    data = {"old_password": "错", "new_password1": "自己的新口令 7", "new_password2": "自己的新口令 7"}
    assert "原口令不对" in client_of(cast.liaison).post(reverse("password_change"), data).text
    assert User.objects.get(pk=cast.liaison.pk).check_password(PASSWORD)


def test_a_changed_password_ends_every_other_session_and_renews_this_one(cast):
    here, elsewhere = client_of(cast.liaison), client_of(cast.liaison)
    before = here.session.session_key
    data = {"old_password": PASSWORD, "new_password1": "自己的新口令 7", "new_password2": "自己的新口令 7"}
    here.post(reverse("password_change"), data)
    assert is_in(here)
    assert here.session.session_key != before
    assert not is_in(elsewhere)


def test_a_disabled_login_loses_its_sessions_for_good(cast):
    client = client_of(cast.liaison)
    set_active(user=cast.liaison, is_active=False, by=cast.admin)
    assert not is_in(client)
    set_active(user=cast.liaison, is_active=True, by=cast.admin)
    assert not is_in(client)


def test_an_idle_session_ends(cast):
    client = client_of(cast.liaison)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_of_many_guesses_five_are_looked_at(cast):
    guesser = Client(REMOTE_ADDR="10.0.0.1")
    answers = [log_in(guesser, password=f"猜 {guess}").status_code for guess in range(size("guesses", 30))]
    assert answers.count(200) <= 5


def test_a_password_need_not_be_renewed_unless_the_deployment_asks(cast, client, at, settings):
    log_in(client)
    clock.advance(timedelta(days=365))
    assert client.get(reverse("my_work")).status_code == 200
    settings.PASSWORD_DAYS = 90
    assert client.get(reverse("my_work")).url == reverse("password_change")
    page = client.get(reverse("password_change"))
    assert "已到更换的时候" in page.text
    new = {"old_password": PASSWORD, "new_password1": "麦田 37 里的风", "new_password2": "麦田 37 里的风"}
    client.post(reverse("password_change"), new)
    assert client.get(reverse("my_work")).status_code == 200
    clock.advance(timedelta(days=89))
    assert client.get(reverse("my_work")).status_code == 200
    clock.advance(timedelta(days=1))
    assert client.get(reverse("my_work")).url == reverse("password_change")


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("dushi2026!", False),
        ("Fupin-20261123", False),
        ("tuopin gonggu 1", False),
        ("dushi 麦田 37", True),
        ("x" * 64, True),
    ],
)
def test_words_of_the_product_with_digits_are_no_password(password, good):
    wrong = [] if good else ["这个口令太常见，容易被猜到，请换一个。"]
    try:
        validate_password(password)
    except ValidationError as refused:
        assert refused.messages == wrong
    else:
        assert not wrong


def test_logins_refusals_and_logouts_are_logged_without_what_was_typed(cast, client, caplog):
    caplog.set_level("INFO", "dushi.town.views.login")
    log_in(client, password="错的口令")
    log_in(client)
    client.post(reverse("logout"))
    said = [record.getMessage() for record in caplog.records]
    assert said == ["login refused", f"login of {cast.liaison.pk}", f"logout of {cast.liaison.pk}"]
