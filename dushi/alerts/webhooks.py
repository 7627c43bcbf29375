"""What leaves through apprise: group robots and the SMS gateway. No database is asked here: this runs in threads.

企业微信, 钉钉 and 飞书 answer a refusal (a wrong key, a missing keyword, too many messages) with HTTP 200 and a code in
the body, which apprise does not read. So its requests for robots go through `_Listener`, and the code is read here.
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
from apprise.plugins import dingtalk, feishu, lark, wecombot
from django.conf import settings

from dushi.alerts.models import Delivery
from dushi.alerts.reaching import mobile_of

#: 企业微信, 钉钉, 飞书: the only addresses that are called, so that a variable cannot point anywhere else.
ROBOT_KINDS = frozenset({"wecombot", "dingtalk", "feishu", "lark"})
#: Under what name each of them writes its code; 0 is success.
CODES = ("errcode", "code", "StatusCode")
#: Stands for the number in SMS_URL.
NUMBER = "{to}"

_heard = threading.local()


class CannotSend(Exception):
    """This message did not go; the text says why, without addresses or secrets."""


class NobodyThere(CannotSend):
    """The receiver has no address by this channel: the message's own fault, the channel is well."""


class _Listener(ModuleType):
    """`requests` as the robots' plugins see it: keeps the answer for the thread that asked."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *args: Any, **kwargs: Any) -> requests.Response:
        _heard.answer = requests.post(*args, **kwargs)  # noqa: S113 - apprise gives the timeout
        return _heard.answer


for _plugin in (dingtalk, feishu, lark, wecombot):
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
    try:
        said = json.loads(answer.content) if answer is not None else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        return "无"
    code = next((said[name] for name in CODES if name in said), "无")
    return "" if code == 0 else re.sub(r"[^\w-]", "", str(code))[:20]


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
    if not gateway.notify(body=delivery.body):
        raise CannotSend("短信网关没有接受")
