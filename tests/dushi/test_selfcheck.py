"""manage.py selfcheck says what it saw, and sees what is wrong."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from dushi import clock
from dushi.backups import JOB
from dushi.records import triggers
from dushi.records.models import JobRun
from dushi.records.selfchecking import Result, all_items, seen
from dushi.town.models import Person, Post, Seat, User
from inspections.models import CodeSalt

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
KEY = "a-key-of-tests-" * 3
ITEMS = {item.key: item for item in all_items()}
POLICY = {"default-src": ["'self'", "'unsafe-inline'"], "object-src": ["'none'"]}
STRONG = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def sound(settings):
    """The settings that tests weaken, as they are in the product."""
    settings.PASSWORD_HASHERS = STRONG
    settings.FIELD_KEYS = settings.RECEIPT_KEYS = [KEY]
    settings.SESSION_HOURS = 12
    return settings


def result(key):
    return seen(ITEMS[key]).result


def test_of_a_sound_machine_each_item_is_told_with_what_was_seen(sound, capsys):
    call_command("selfcheck", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [one["key"] for one in told] == list(ITEMS)
    assert {one["key"]: one["evidence"] for one in told if one["result"] == "不合格"} == {}
    assert all(one["evidence"] and one["stands_for"] and one["how"] for one in told)
    call_command("selfcheck")
    assert f"合格 {sum(one['result'] == '合格' for one in told)} 项；不合格 0 项" in capsys.readouterr().out


def test_one_thing_wrong_ends_with_1_and_a_look_that_fails_is_one(sound, capsys, monkeypatch):
    sound.AXES_FAILURE_LIMIT = 50
    with pytest.raises(SystemExit) as left:
        call_command("selfcheck")
    assert left.value.code == 1
    said = capsys.readouterr().out
    assert "[不合格] 登录失败处理（lockout）" in said
    assert "错 50 次停 15 分钟" in said
    del sound.AXES_FAILURE_LIMIT
    assert seen(ITEMS["lockout"]).evidence == "没有查成：AttributeError"


@pytest.mark.parametrize(
    ("key", "setting", "value"),
    [
        ("csp", "CONTENT_SECURITY_POLICY", {"DIRECTIVES": POLICY}),
        ("csp", "MIDDLEWARE", []),
        ("headers", "X_FRAME_OPTIONS", "SAMEORIGIN"),
        ("headers", "SECURE_CONTENT_TYPE_NOSNIFF", False),
        ("debug", "DEBUG", True),
        ("uploads", "DATA_UPLOAD_MAX_MEMORY_SIZE", 1 << 30),
        ("formulas", "IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT", False),
        ("metrics", "METRICS_TOKEN", "short"),
        ("hashing", "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"]),
        ("password-rules", "AUTH_PASSWORD_VALIDATORS", []),
        ("lockout", "AUTHENTICATION_BACKENDS", ["dushi.town.login_backend.PostsBackend"]),
        ("lockout", "AXES_LOCKOUT_PARAMETERS", ["username"]),
        ("sessions", "SESSION_COOKIE_AGE", 8 * 3600),
        ("sessions", "SESSION_HOURS", 24),
        ("cookies", "SESSION_COOKIE_HTTPONLY", False),
        ("every-view", "MIDDLEWARE", []),
        ("keys", "FIELD_KEYS", ["short"]),
        ("file-modes", "FILE_UPLOAD_PERMISSIONS", 0o644),
        ("phone", "OFFLINE_WORK", ["accountability.cases.providers.work"]),
    ],
)
def test_a_weakened_setting_is_seen(sound, key, setting, value):
    assert result(key) != Result.UNMET
    setattr(sound, setting, value)
    assert result(key) == Result.UNMET


def test_what_only_a_production_has_is_asked_of_a_production(sound, at):
    asked = ["tls", "deploy", "cookies", "backup-age", "backup-key"]
    assert {result(key) for key in [*asked, "examples"]} == {Result.EXCEPTION}
    sound.PRODUCTION = True
    assert {result(key) for key in asked} == {Result.UNMET}
    run = JobRun.objects.create(name=JOB, ok_at=clock.now())
    sound.BACKUP_KEY = KEY
    assert (result("backup-age"), result("backup-key"), result("examples")) == (Result.MET,) * 3
    run.ok_at -= timedelta(hours=27)
    run.save()
    assert result("backup-age") == Result.UNMET


def test_accounts_that_ought_not_to_be_are_seen(cast, sound):
    assert (result("shared-accounts"), result("roles")) == (Result.MET, Result.MET)
    assert seen(ITEMS["default-accounts"]).evidence == "缺省名字的登录：['admin']；带全权标记的登录：0"
    assert result("hashing") == Result.UNMET, "the cast's are hashed quickly"
    User.objects.update(password="pbkdf2_sha256$1000000$salt$hash")
    assert result("hashing") == Result.MET
    User.objects.create_user("root", "x")
    assert "'root'" in seen(ITEMS["default-accounts"]).evidence
    assert (result("default-accounts"), result("shared-accounts")) == (Result.UNMET, Result.UNMET)
    seat = Seat.objects.filter(kind=Seat.Kind.COMMISSION_STAFF).first()
    Post.objects.in_force().filter(seat=seat).update(person=cast.admin.person)
    assert result("roles") == Result.UNMET
    sound.PRODUCTION = True
    Person.objects.update(is_example=True)
    assert result("examples") == Result.UNMET


def test_a_trigger_or_a_seal_that_is_gone_is_seen(sound):
    assert (result("append-only"), result("sealed-columns")) == (Result.MET, Result.MET)
    CodeSalt.objects.create(salt="0" * 32)
    assert result("sealed-columns") == Result.MET
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {CodeSalt._meta.db_table} SET salt = 'as it was typed'")
        assert result("sealed-columns") == Result.UNMET
        for statement in triggers.drop_sql(connection.vendor, "records_event"):
            cursor.execute(statement)
    assert result("append-only") == Result.UNMET
