"""Evidence of what may lie on a telephone."""

from __future__ import annotations

from django.conf import settings

from dushi.records.selfchecking import Item, Result, Seen, met

#: What must never lie there: chapter 3, public reports, covert plans.
CLOSED = ("accountability.", "inspections.public", "inspections.plan", "inspections.draws")


def phone() -> Seen:
    kept = [*settings.OFFLINE_PROVIDERS, *settings.OFFLINE_WORK]
    wrong = [path for path in kept if path.startswith(CLOSED)]
    if wrong:
        return met(False, f"会留在手机上的保密内容：{'、'.join(wrong)}")
    told = "手机上只留本人要填的表和草稿，用服务器按会话发的密钥加密，退出即删；没有问责、群众反映、检查计划"
    return Seen(Result.EXCEPTION, f"{told}（ASVS 14.3.3 不许留，离线填报必须留）")


CHECKS = (Item("phone", "留在手机上的内容", ("14.3.1", "14.3.3", "剩余信息保护"), "只按名单，加密", phone),)
