"""What leaves through apprise: group robots and the SMS gateway. No database is asked here: this runs in threads.

企业微信, 钉钉 and 飞书 answer a refusal (a wrong key, a missing keyword, too many messages) with HTTP 200 and a code in
the body, and so do most SMS gateways; apprise reads the HTTP status alone. So its requests for robots and for gateways
of the town's own (json, form, xml) go through `_Listener`, and the answer is read here.
"""

from __future__ import annotations

import json
import os
import re
import threading
from types import ModuleType
from typing import Any

import apprise
import requests
from apprise.plugins import custom_form, custom_json, custom_xml, dingtalk, feishu, lark, wecombot
from django.conf import settings

from dushi.alerts.models import Delivery
from dushi.alerts.reaching import mobile_of

#: 企业微信, 钉钉, 飞书: the only addresses that are called, so that a variable cannot point anywhere else.
ROBOT_KINDS = frozenset({"wecombot", "dingtalk", "feishu", "lark"})
#: Under what name each of them writes its code; 0 is success.
CODES = ("errcode", "code", "StatusCode")
#: Under what name an SMS gateway says how it went (in small letters), and how it says that it went well; the number
#: nought is written in many ways (0, 00000). Whoever says it otherwise has SMS_ACCEPTED.
OUTCOMES = ("errcode", "error_code", "code", "result", "status", "success")
WENT_WELL = frozenset({"200", "ok", "success", "true"})
#: Stands for the number in SMS_URL.
NUMBER = "{to}"

_heard = threading.local()


class CannotSend(Exception):
    """This message did not go; the text says why, without addresses or secrets."""


class NobodyThere(CannotSend):
    """The receiver has no address by this channel: the message's own fault, the channel is well."""


class _Listener(ModuleType):
    """`requests` as those plugins see it: keeps the answer for the thread that asked."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        _heard.answer = requests.post(*args, **kwargs)  # noqa: S113 - apprise gives the timeout
        return _heard.answer

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        _heard.answer = requests.request(*args, **kwargs)  # noqa: S113 - apprise gives the timeout
        return _heard.answer


for _plugin in (custom_form, custom_json, custom_xml, dingtalk, feishu, lark, wecombot):
    vars(_plugin)["requests"] = _Listener("requests")


def by_robot(delivery: Delivery) -> None:
    """Send to a group. Raises CannotSend."""
    if delivery.robot is None or not delivery.robot.is_active:
        raise CannotSend("群机器人已停用")
    key = delivery.robot.env_key
    address = os.environ.get(key, "")
    if not address:
        raise CannotSend(f"环境变量 {key} 未设置")
    robot = apprise.Apprise.instantiate(address)
    if robot is None or robot.secure_protocol not in ROBOT_KINDS:
        raise CannotSend(f"环境变量 {key} 不是企业微信、钉钉或飞书群机器人的地址")
    _heard.answer = None
    if not robot.notify(title=delivery.subject, body=delivery.body):
        raise CannotSend("群机器人没有接受" if _heard.answer is not None else "连不上群机器人")
    if code := _refusal(_heard.answer):
        raise CannotSend(f"群机器人没有接受（错误码 {code}）")


def _refusal(answer: requests.Response | None) -> str:
    """The code of a refusal, or "" where the group has the message."""
    said = _read(answer)
    code = next((said[name] for name in CODES if name in said), "无")
    return "" if code == 0 else _plain(code)


def _read(answer: requests.Response | None) -> dict[str, Any]:
    """What was answered in JSON; nothing where it was something else."""
    try:
        said = json.loads(answer.content) if answer is not None else None
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}


def _plain(code: object) -> str:
    """A code as it may stand in the log."""
    return re.sub(r"[^\w.-]", "", str(code))[:30]


def by_sms(delivery: Delivery) -> None:
    """Send an SMS by the gateway of SMS_URL. Raises CannotSend, NobodyThere where the person has no mobile number."""
    number = mobile_of(delivery.person) if delivery.person else ""
    if not number:
        raise NobodyThere("没有手机号码")
    if NUMBER not in settings.SMS_URL:
        raise CannotSend(f"SMS_URL 里没有 {NUMBER}")
    gateway = apprise.Apprise.instantiate(settings.SMS_URL.replace(NUMBER, number))
    if gateway is None:
        raise CannotSend("SMS_URL 不是能用的地址")
    _heard.answer = None
    if not gateway.notify(body=delivery.body):
        raise CannotSend("短信网关没有接受")
    if _heard.answer is not None:
        _demand_accepted(_heard.answer)


def _demand_accepted(answer: requests.Response) -> None:
    """Raises CannotSend where the gateway says with HTTP 2xx that it did not take the message.

    With SMS_ACCEPTED, the answer must have these words; without, a code that it names must be one of success.
    """
    said = {name.lower(): str(value) for name, value in _read(answer).items() if isinstance(value, (str, int))}
    code = next((said[name] for name in OUTCOMES if name in said), "")
    if settings.SMS_ACCEPTED:
        accepted = settings.SMS_ACCEPTED in answer.text
    else:
        accepted = not code.strip("0") or code.lower() in WENT_WELL
    if not accepted:
        raise CannotSend(f"短信网关没有接受（错误码 {_plain(code) or '无'}）")
