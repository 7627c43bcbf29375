"""Evidence of who comes in and what they may: passwords, lockout, sessions, accounts, roles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver

from dushi.records.selfchecking import Item, Result, Seen, exception, in_production, met
from dushi.town.models import Person, Post, Seat, User

#: OWASP's advice for PBKDF2 with SHA-256.
FEWEST_ROUNDS = 600_000
REFUSED = ("1234567", "password", "12345678", "dushi2026")
DEFAULT_NAMES = ("admin", "administrator", "root", "test", "guest", "user", "sa", "demo")
COMMISSION = frozenset({Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.COMMISSION_STAFF})


def hashing() -> Seen:
    hasher: Any = get_hasher()
    rounds = getattr(hasher, "iterations", 0)
    stored = Counter(
        kept.partition("$")[0] for kept in User.objects.values_list("password", flat=True) if kept[:1] != "!"
    )
    strong = hasher.algorithm == "pbkdf2_sha256" and rounds >= FEWEST_ROUNDS and set(stored) <= {hasher.algorithm}
    return met(strong, f"{hasher.algorithm}，{rounds} 轮；库里：{dict(stored)}")


def _is_accepted(password: str) -> bool:
    try:
        validate_password(password)
    except ValidationError:
        return False
    return True


def password_rules() -> Seen:
    taken = [word for word in REFUSED if _is_accepted(word)]
    long = _is_accepted("麦" * 64)
    return met(not taken and long, f"应拒绝而接受的：{taken or '无'}；64 字的口令{'接受' if long else '不接受'}")


def password_age() -> Seen:
    days = settings.PASSWORD_DAYS
    if days:
        return Seen(Result.EXCEPTION, f"每 {days} 天更换（等保要求）；ASVS 6.2.10 不主张定期更换")
    return Seen(Result.EXCEPTION, "不要求定期更换（ASVS 6.2.10）；等保测评时设 PASSWORD_DAYS=90")


def lockout() -> Seen:
    tries, hours, by = settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME, settings.AXES_LOCKOUT_PARAMETERS
    there = "axes.middleware.AxesMiddleware" in settings.MIDDLEWARE
    first = settings.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"
    narrow = by == [["username", "ip_address"]]
    return met(
        there and first and narrow and tries <= 5 and hours >= 0.25,
        f"错 {tries} 次停 {hours * 60:.0f} 分钟，按 {by} 计",
    )


def sessions() -> Seen:
    idle, hours = settings.SESSION_COOKIE_AGE // 60, settings.SESSION_HOURS
    there = "dushi.idle.IdleMiddleware" in settings.MIDDLEWARE
    return met(
        there and idle <= 30 and hours <= 12, f"{idle} 分钟不动退出，最长 {hours} 小时；存放：{settings.SESSION_ENGINE}"
    )


def cookies() -> Seen:
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    always = settings.SESSION_COOKIE_HTTPONLY and settings.SESSION_COOKIE_SAMESITE == "Lax"
    safe = settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE
    bound = all(name.startswith("__Host-") for name in names)
    told = f"{'、'.join(names)}；脚本读不到、SameSite=Lax：{always}；Secure：{safe}"
    return in_production(always and safe and bound, told) if always else met(False, told)


def default_accounts() -> Seen:
    logins = User.objects.filter(is_active=True)
    named = sorted(name for name in logins.values_list("username", flat=True) if name.lower() in DEFAULT_NAMES)
    over = logins.filter(is_superuser=True).count() + logins.filter(is_staff=True).count()
    return met(not named and not over, f"缺省名字的登录：{named or '无'}；带全权标记的登录：{over}")


def idle_accounts() -> Seen:
    without = User.objects.filter(is_active=True).exclude(person__posts__in=Post.objects.in_force()).count()
    first = User.objects.filter(is_active=True, must_change_password=True).count()
    return met(True, f"没有在任岗位的登录 {without} 个（打不开任何页）；还没有改一次性口令的 {first} 个（只能改口令）")


def shared_accounts() -> Seen:
    nobody = User.objects.filter(is_active=True, person=None).count()
    return met(not nobody, f"不属于某一个人的登录：{nobody} 个")


def roles() -> Seen:
    """管理员 keeps accounts and nothing else; whoever looks into others does not make logins."""
    held: dict[int, set[str]] = {}
    for person, kind in Post.objects.in_force().values_list("person", "seat__kind"):
        held.setdefault(person, set()).add(kind)
    both = sum(1 for kinds in held.values() if Seat.Kind.ADMINISTRATOR in kinds and kinds & COMMISSION)
    admins = sum(1 for kinds in held.values() if Seat.Kind.ADMINISTRATOR in kinds)
    return met(not both, f"系统管理员 {admins} 人；同时在纪委任职的管理员 {both} 人")


def _views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _views(entry)
        elif isinstance(entry, URLPattern):
            yield str(entry.pattern), entry.callback


def every_view() -> Seen:
    views = list(_views(get_resolver()))
    bare = [pattern for pattern, view in views if not getattr(view, "access_rules", ())]
    there = "dushi.town.access.AccessMiddleware" in settings.MIDDLEWARE
    return met(
        there and not bare, f"{len(views)} 个网址，没有写明谁能打开的：{'、'.join(bare) or '无'}（没写明的一律拒绝）"
    )


def examples() -> Seen:
    count = Person.objects.filter(is_example=True).count()
    return in_production(not count, f"示例人员 {count} 人")


SINGLE = (
    "只有口令一种因素。本镇人员没有统一的证书或令牌，短信不算；靠内网（或政务外网）接入、按账号加地址锁定、短会话补偿。"
    "本级按等保二级不作要求；三级部分（问责案件、群众反映）不满足，须经镇里书面接受。"
)

CHECKS = (
    Item("hashing", "口令只存慢散列", ("11.4.2", "6.2.8", "身份鉴别"), "PBKDF2-SHA256", hashing),
    Item(
        "password-rules", "口令要求", ("6.2.1", "6.2.4", "6.2.9", "6.2.11", "身份鉴别"), "拿几个口令试", password_rules
    ),
    Item("password-age", "口令定期更换", ("6.2.10", "身份鉴别"), "按部署选择", password_age),
    Item("lockout", "登录失败处理", ("6.1.1", "6.3.1", "身份鉴别"), "同一账号同一地址，锁不了别人", lockout),
    Item("two-factors", "双因素鉴别", ("6.3.3", "三级 身份鉴别"), "没有", exception(SINGLE)),
    Item("sessions", "会话到时退出", ("7.1.1", "7.3.1", "7.3.2", "身份鉴别"), "不动退出，最长也退出", sessions),
    Item("cookies", "会话标记只走 HTTPS、脚本读不到", ("3.3.1", "3.3.2", "3.3.3", "3.3.4"), "__Host- 前缀", cookies),
    Item("default-accounts", "没有缺省账户和全权账户", ("6.3.2", "访问控制"), "权利只来自岗位", default_accounts),
    Item("idle-accounts", "多余、过期的账户没有用", ("7.4.2", "访问控制"), "岗位一结束登录即失效", idle_accounts),
    Item("shared-accounts", "一人一号", ("6.3.4", "身份鉴别"), "登录只属于一个人", shared_accounts),
    Item("roles", "管理员与监督人员分开", ("8.1.1", "访问控制", "三级 访问控制"), "看在任岗位", roles),
    Item("every-view", "没有写明就打不开", ("8.2.1", "8.3.1", "访问控制"), "逐个网址看", every_view),
    Item("examples", "正式环境没有示例人员", ("15.2.3", "访问控制"), "有则拒绝启动", examples),
)
