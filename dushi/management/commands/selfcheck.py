"""manage.py selfcheck: the evidence of every item of docs/security.md, as seen just now; leaves with 1 on 不合格."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from dushi.records.selfchecking import Item, Result, Seen, all_items, seen

LINE = "[{result}] {title}（{key}）\n    对应：{stands_for}\n    办法：{how}\n    所见：{evidence}"


class Command(BaseCommand):
    help = "自查：逐项写出安全要求怎样满足、刚才看到了什么（只看，不改动任何数据）；有不合格的以退出码 1 结束"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="写成 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        told = [told_of(item, seen(item)) for item in all_items()]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            self.write(told)
        if any(one["result"] == Result.UNMET for one in told):
            raise SystemExit(1)

    def write(self, told: list[dict[str, Any]]) -> None:
        for one in told:
            self.stdout.write(LINE.format(**one | {"stands_for": "、".join(one["stands_for"])}))
        counts = Counter(one["result"] for one in told)
        self.stdout.write("；".join(f"{result} {counts[result]} 项" for result in Result))


def told_of(item: Item, found: Seen) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": item.title,
        "stands_for": [
            f"ASVS {one}" if one[0].isdigit() else f"等保{'' if one[0] == '三' else '二级 '}{one}"
            for one in item.stands_for
        ],
        "how": item.how,
        "result": found.result.value,
        "evidence": found.evidence,
    }
