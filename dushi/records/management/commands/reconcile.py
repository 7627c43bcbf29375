"""manage.py reconcile: hold every row to the invariants of the design; the last line is the number of violations."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dushi.records.reconciling import violations


class Command(BaseCommand):
    help = "核对全部数据：逐条列出不符合规则的记录，最后一行是总数（只读，不改动任何数据）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="有不符之处时以退出码 1 结束")

    def handle(self, *args: Any, **options: Any) -> None:
        total = 0
        for found in violations():
            total += found.count
            more = " …" if found.count > len(found.references) else ""
            self.stdout.write(f"{found.says}：{found.count} 处（{'、'.join(found.references)}{more}）")
        self.stdout.write(str(total))
        if total and options["strict"]:
            raise SystemExit(1)
