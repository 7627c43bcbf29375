"""manage.py reseal: everything encrypted is sealed anew with the first of FIELD_KEYS (docs/deployment.md)."""

from typing import Any

from django.core.management.base import BaseCommand

from dushi.records.sealing import reseal_all


class Command(BaseCommand):
    help = "用新密钥重新加密已有的内容"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已重新加密 {reseal_all()} 条。")
