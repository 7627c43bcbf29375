"""Evidence that what is kept is kept whole and sealed: triggers, constraints, chains, keys, encrypted columns."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from dushi import chance
from dushi.records import sealing, triggers
from dushi.records.chains.report import report
from dushi.records.invariants import missing_constraints, missing_triggers
from dushi.records.selfchecking import Item, Seen, by_hand, in_production, met

#: How Fernet's text begins, and its bytes.
SEALED = "gAAAA"
SHORTEST_KEY = 40


def append_only() -> Seen:
    missing = list(missing_triggers())
    return met(not missing, f"{len(triggers.TABLES)} 张表只能增加；缺少的触发器：{'、'.join(missing) or '无'}")


def constraints() -> Seen:
    missing = list(missing_constraints())
    return met(not missing, f"数据库里缺少的约束和索引：{'、'.join(missing) or '无'}")


def chains() -> Seen:
    lines = list(report())
    broken = [line.text for line in lines if not line.is_sound]
    return met(not broken, "；".join(broken) or f"核对了 {len(lines)} 条链，都完好")


def keys() -> Seen:
    word = chance.token()
    opens = sealing.unseal(sealing.seal(word)) == word
    named = {"FIELD_KEYS": settings.FIELD_KEYS, "RECEIPT_KEYS": settings.RECEIPT_KEYS}
    short = [name for name, keys in named.items() if any(len(key) < SHORTEST_KEY for key in keys)]
    told = "；".join(f"{name} {len(keys)} 把（{'、'.join(sealing.key_names(keys))}）" for name, keys in named.items())
    return met(
        opens and not short,
        f"试封试启{'一致' if opens else '不一致'}；{told}；不足 {SHORTEST_KEY} 字的：{short or '无'}",
    )


def _sealed_columns() -> Iterator[tuple[type[models.Model], str, str | bytes]]:
    """(model, column, how what is sealed begins there)."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, sealing.Sealed):
                is_bytes = isinstance(field, models.BinaryField)
                yield model, str(field.column), SEALED.encode() if is_bytes else SEALED


def _is_open(model: type[models.Model], column: str, begins: str | bytes) -> bool:
    """Whether any row of the column stands there as it was typed."""
    table, name = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        asked = f"SELECT 1 FROM {table} WHERE length({name}) > 0 AND substr({name}, 1, {len(SEALED)}) <> %s LIMIT 1"
        cursor.execute(asked, [begins])
        return cursor.fetchone() is not None


def sealed_columns() -> Seen:
    columns = list(_sealed_columns())
    opened = [
        f"{model._meta.verbose_name}.{column}" for model, column, begins in columns if _is_open(model, column, begins)
    ]
    return met(columns and not opened, f"看了 {len(columns)} 列的每一行，存有明文的列：{'、'.join(opened) or '无'}")


def modes() -> Seen:
    """Keys kept in files are readable by their owner alone."""
    kept = [settings.VAR / name for name in ("secret_key", "field_key", "receipt_key")]
    wide = [path.name for path in kept if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    files = oct(settings.FILE_UPLOAD_PERMISSIONS or 0)
    return met(
        not wide and settings.FILE_UPLOAD_PERMISSIONS == 0o600, f"附件权限 {files}；别人可读的密钥文件：{wide or '无'}"
    )


def backup_key() -> Seen:
    return in_production(
        len(settings.BACKUP_KEY) >= SHORTEST_KEY, f"BACKUP_KEY {'已设' if settings.BACKUP_KEY else '没有设'}"
    )


CHECKS = (
    Item("append-only", "历史、评分、查阅记录只增不改", ("16.4.2", "安全审计"), "数据库触发器拒绝改、删", append_only),
    Item(
        "constraints", "规则由数据库约束兜底", ("2.2.3", "2.3.2", "数据完整性"), "各模型的约束都建在库里", constraints
    ),
    Item(
        "chains",
        "问责链、回执链完好",
        ("11.4.3", "16.4.2", "安全审计", "三级 数据完整性"),
        "SHA-256 链逐节重算",
        chains,
    ),
    Item(
        "keys",
        "加密与签名密钥",
        ("11.3.1", "11.3.2", "11.3.3", "13.3.1", "三级 数据保密性"),
        "AES-CBC＋HMAC，试一遍",
        keys,
    ),
    Item(
        "sealed-columns",
        "保密内容加密存放",
        ("14.1.2", "14.2.4", "三级 数据保密性"),
        "逐列看库里的原样",
        sealed_columns,
    ),
    Item("file-modes", "密钥文件和附件只有本账号可读", ("13.3.2", "访问控制"), "看文件权限", modes),
    Item(
        "backup-key",
        "备份整体加密",
        ("14.2.4", "三级 数据保密性", "数据备份恢复"),
        "AES-GCM，密钥不在备份里",
        backup_key,
    ),
    Item(
        "key-age",
        "密钥按期更换",
        ("11.1.1", "13.3.1"),
        "换法见 docs/deployment.md 五",
        by_hand("对照密钥登记簿查上次更换日期；密钥名字见“加密与签名密钥”一项"),
    ),
)
