"""Evidence that nothing kept of a public report leads to who told it."""

from __future__ import annotations

from django.db import models

from dushi.records.selfchecking import Item, Seen, met
from dushi.records.triggers import TABLES
from inspections.models import (
    CodeSalt,
    EnvelopeStub,
    IdentityReading,
    PublicReport,
    PublicReportPhoto,
    PublicReportWord,
)
from inspections.public.codes import COST

#: Parts of the names of columns that would tell.
TELLING = ("ip", "address", "agent", "session", "device", "user_agent", "cookie")
KEPT: tuple[type[models.Model], ...] = (PublicReport, PublicReportWord, PublicReportPhoto, EnvelopeStub, CodeSalt)


def traces() -> Seen:
    found = [
        f"{model._meta.verbose_name}.{field.column}"
        for model in KEPT
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.GenericIPAddressField)
        or set(str(field.column).split("_")) & set(TELLING)
    ]
    return met(not found, f"看了 {len(KEPT)} 张表；会说出来访者或时刻的列：{'、'.join(found) or '无'}")


def codes() -> Seen:
    memory = 128 * COST["n"] * COST["r"]
    return met(
        memory >= 16 * 1024 * 1024, f"查询码只存 scrypt 散列：n={COST['n']}，r={COST['r']}，每试一次 {memory >> 20} MB"
    )


def readings() -> Seen:
    kept = IdentityReading._meta.db_table in TABLES
    return met(
        kept, f"查看姓名电话的记录 {IdentityReading.objects.count()} 条，数据库{'拒绝' if kept else '不拒绝'}改、删"
    )


CHECKS = (
    Item("public-traces", "群众反映不留来访者的痕迹", ("14.2.4", "个人信息保护"), "只记日期", traces),
    Item("public-codes", "查询码只存慢散列", ("6.5.2", "11.4.2", "11.4.4", "三级 数据保密性"), "scrypt", codes),
    Item("public-readings", "每次查看反映人身份都有记录", ("14.2.4", "三级 安全审计"), "只增不改", readings),
)
