"""Evidence of the wire and of the machine: headers of real answers, TLS, checks, uploads, exports, packages, logs."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from django.conf import settings
from django.core import checks
from django.test import Client
from django.urls import reverse

from dushi.records import photos, spreadsheets
from dushi.records.selfchecking import Item, Seen, by_hand, in_production, met
from dushi.town.exchange import reading

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(.*)$", re.MULTILINE)
YEAR = 365 * 24 * 3600
NEEDED = ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "default-src 'self'")
DANGEROUS = ("unsafe-inline", "unsafe-eval", " * ", "http:")


def _answers() -> dict[str, Any]:
    """What the product answers to a stranger, on the site, at the desk, and where nothing is."""
    client = Client(raise_request_exception=False)
    pages = {"登录页": reverse("login"), "工作台": reverse("commission:index"), "没有的页": "/meiyou/"}
    return {name: client.get(path, secure=True, headers={"host": "localhost"}) for name, path in pages.items()}


def csp() -> Seen:
    told = {name: answer.get("Content-Security-Policy", "") for name, answer in _answers().items()}
    lacking = [name for name, policy in told.items() if not all(one in policy for one in NEEDED)]
    open_to = [name for name, policy in told.items() if any(one in f" {policy} " for one in DANGEROUS)]
    return met(
        not lacking and not open_to,
        f"{'、'.join(told)}：{next(iter(told.values()))}；不全：{lacking or '无'}；放得太开：{open_to or '无'}",
    )


def headers() -> Seen:
    wanted = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}
    wanted |= {"Cross-Origin-Opener-Policy": "same-origin"}
    answers = _answers()
    lacking = [
        f"{name} {key}" for name, one in answers.items() for key, value in wanted.items() if one.get(key) != value
    ]
    telling = [f"{name} {key}" for name, one in answers.items() for key in ("Server", "X-Powered-By") if key in one]
    return met(
        not lacking and not telling, f"{'、'.join(wanted)}；缺：{lacking or '无'}；说出软件的：{telling or '无'}"
    )


def no_store() -> Seen:
    told = _answers()["登录页"].get("Cache-Control", "")
    return met("no-store" in told, f"登录页 Cache-Control: {told}")


def methods() -> Seen:
    client = Client(raise_request_exception=False)
    codes = {
        way: client.generic(way, reverse("login"), headers={"host": "localhost"}, secure=True).status_code
        for way in ("TRACE", "PUT", "DELETE")
    }
    return met(set(codes.values()) <= {403, 405}, f"登录页对 {codes}")


def csrf() -> Seen:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    code = client.post(reverse("login"), {}, secure=True, headers={"host": "localhost"}).status_code
    return met(code == 403, f"不带令牌提交登录页：{code}")


def tls() -> Seen:
    plain = Client(raise_request_exception=False).get(reverse("login"), headers={"host": "localhost"})
    seconds = settings.SECURE_HSTS_SECONDS
    good = plain.status_code == 301 and seconds >= YEAR and settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
    return in_production(
        good, f"不加密的请求答 {plain.status_code}；HSTS {seconds} 秒；前置代理 {settings.BEHIND_PROXY}"
    )


def deploy_checks() -> Seen:
    said = [one for one in checks.run_checks(include_deployment_checks=True) if one.level >= checks.WARNING]
    return in_production(not said, f"check --deploy：{'、'.join(str(one.id) for one in said) or '没有毛病'}")


def debug() -> Seen:
    return met(not settings.DEBUG, f"DEBUG {settings.DEBUG}，DEMO {settings.DEMO}，PRODUCTION {settings.PRODUCTION}")


def uploads() -> Seen:
    sizes = (reading.LARGEST, photos.MOST_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    told = f"表格 {sizes[0] >> 20} MB、{reading.MOST_ROWS} 行、{reading.PATIENCE} 秒；照片 {sizes[1] >> 20} MB、"
    told += f"{photos.MOST_PIXELS // 10_000} 万像素、每份 {photos.MOST} 张；表单 {sizes[2] >> 20} MB"
    return met(max(sizes) <= 20 << 20 and photos.MOST_PIXELS <= 50_000_000 and reading.MOST_ROWS <= 20_000, told)


def formulas() -> Seen:
    raw = [
        text
        for text in ("=1+1", "+1", "-1+1", "@a", "\t=1", "＝1")
        if spreadsheets.FORMULA.match(spreadsheets.plain(text)[:1])
    ]
    escaped = settings.IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT
    return met(not raw and escaped, f"试了六种开头，原样出去的：{raw or '无'}")


def packages() -> Seen:
    lock = settings.BASE_DIR / "requirements.lock"
    pins = [pin for pin in PINNED.findall(lock.read_text()) if ";" not in pin[2]]
    wrong = [name for name, version, _ in pins if metadata.version(name) != version]
    return met(pins and not wrong, f"{len(pins)} 个组件按锁定版本安装，不一致的：{'、'.join(wrong) or '无'}")


def logs() -> Seen:
    formats: Any = settings.LOGGING["formatters"]
    made_by = formats["json"]["()"]
    return met(made_by == "dushi.logs.JsonFormatter", f"每行一条 JSON（{made_by}），不含查询串、长随机字和手机号码")


def metrics() -> Seen:
    code = Client().get(reverse("metrics"), secure=True, headers={"host": "localhost"}).status_code
    return met(
        code == 404 and len(settings.METRICS_TOKEN) not in range(1, 20),
        f"不带口令看 /metrics：{code}；口令{'已设' if settings.METRICS_TOKEN else '没有设'}",
    )


CHECKS = (
    Item("csp", "内容安全策略", ("3.4.3", "3.4.6", "3.7.1", "入侵防范"), "没有 unsafe-inline、unsafe-eval", csp),
    Item("headers", "浏览器安全头", ("3.4.4", "3.4.5", "4.1.1"), "看真实应答", headers),
    Item("no-store", "页面不留在浏览器缓存", ("14.3.2", "14.2.2", "剩余信息保护"), "看真实应答", no_store),
    Item("methods", "只收写明的方法", ("13.4.4", "3.5.3"), "试 TRACE、PUT、DELETE", methods),
    Item("csrf", "伪造的提交不收", ("3.5.1", "入侵防范"), "试一次", csrf),
    Item("tls", "只走 HTTPS", ("3.4.1", "12.2.1", "14.2.1", "数据完整性", "三级 数据保密性"), "试一次", tls),
    Item("deploy", "部署检查", ("13.4.2", "15.2.3", "入侵防范"), "check --deploy", deploy_checks),
    Item("debug", "调试关闭", ("13.4.2", "16.5.1"), "看设置", debug),
    Item("uploads", "上传有上限", ("5.2.1", "5.2.3", "5.2.6", "入侵防范"), "先量后读", uploads),
    Item("formulas", "导出的表格里没有公式", ("1.2.10",), "试几种开头", formulas),
    Item("packages", "组件与锁定版本一致", ("15.1.2", "15.2.1", "入侵防范"), "逐个比较", packages),
    Item(
        "logs", "日志写成一种格式、不含个人信息", ("16.2.1", "16.2.4", "16.2.5", "16.4.1", "安全审计"), "看设置", logs
    ),
    Item("metrics", "运行指标不给外人看", ("13.4.5",), "试一次", metrics),
    Item(
        "log-keeping",
        "日志留六个月以上",
        ("16.1.1", "16.4.3", "安全审计"),
        "由部署转存",
        by_hand("看日志转存到哪台机器、最早一天的日期、谁能看；容器自带的只有 20×20 MB"),
    ),
    Item(
        "certificate",
        "证书和加密套件",
        ("12.1.1", "12.1.2", "12.2.2", "三级 数据保密性"),
        "由前置代理负责",
        by_hand("从另一台机器看：只有 TLS 1.2、1.3，证书未到期、受信任，三个请求头由代理重写"),
    ),
    Item(
        "clock",
        "时钟同步",
        ("16.2.2", "安全审计"),
        "由主机负责",
        by_hand("主机上 timedatectl 应显示 System clock synchronized: yes"),
    ),
)
