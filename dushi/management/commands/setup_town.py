"""manage.py setup_town: the first deployment. Asks for what its flags do not say; running it again adds what lacks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.actions.accounts import Slip
from dushi.town.founding import (
    administrators,
    check_code,
    data_file,
    first_administrator,
    found_town,
    read_villages,
    renew_slip,
)
from dushi.town.models import Town

#: Towns whose data come with the product: code → (name, county).
KNOWN = {"371702104": ("都司镇", "菏泽市牡丹区")}


class Command(BaseCommand):
    help = "首次部署：建镇、载入制度和工作日历、开通第一位系统管理员；可重复运行，只补缺少的"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", help="镇的区划代码，9 位数字")
        parser.add_argument("--name", help="镇名")
        parser.add_argument("--county", help="所属县（区）")
        parser.add_argument("--live-from", type=date.fromisoformat, help="启用日期，如 2026-12-01；此前不产生应办事项")
        parser.add_argument("--file", type=Path, help="村名单 CSV，两列 code,name；都司镇的已随产品提供")
        parser.add_argument("--rulebook", type=Path, help="制度规则书；不填用随产品提供的")
        parser.add_argument("--admin", help="第一位系统管理员的姓名")
        parser.add_argument("--login", default="", help="管理员的登录名；不填则自动编号")
        parser.add_argument("--reset-admin", action="store_true", help="给第一位系统管理员重发一次性口令")
        parser.add_argument("--no-input", action="store_true", help="不提问，缺少必填项即停止")

    def handle(self, *args: Any, **options: Any) -> None:
        self.may_ask = not options["no_input"]
        code = options["code"] or self.ask("镇的区划代码（9 位）", "371702104")
        known = Town.objects.filter(code=code).first()
        try:
            with transaction.atomic():
                check_code(code)
                town = self.found(code, known, options)
                slip = self.administrator(town, options)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        call_command("load_regulation", *([options["rulebook"]] if options["rulebook"] else []), stdout=self.stdout)
        call_command("seed_calendar", stdout=self.stdout)
        self.report(town, slip)

    def ask(self, question: str, default: str = "") -> str:
        """The answer at the keyboard, or the default. Raises CommandError where neither is to be had."""
        answer = self.typed(f"{question}{f'［{default}］' if default else ''}：") if self.may_ask else ""
        if answer or default:
            return answer or default
        raise CommandError(f"缺少：{question}。")

    def typed(self, prompt: str) -> str:
        """What is typed in; nothing more once the input has ended."""
        try:
            return input(prompt).strip()
        except EOFError:
            self.may_ask = False
            return ""

    def found(self, code: str, known: Town | None, options: dict[str, Any]) -> Town:
        path = options["file"] or data_file(code)
        villages = read_villages(path, code) if path else []
        if known:
            return found_town(code=code, name=known.name, villages=villages)
        name, county = KNOWN.get(code, ("", ""))
        today = clock.today().isoformat()
        return found_town(
            code=code,
            name=options["name"] or self.ask("镇名", name),
            county=options["county"] or county,
            live_from=options["live_from"] or self.day(today),
            villages=villages,
        )

    def day(self, default: str) -> date:
        answer = self.ask("启用日期", default)
        try:
            return date.fromisoformat(answer)
        except ValueError as failure:
            raise CommandError(f"日期应写成 2026-12-01 这样：{answer}") from failure

    def administrator(self, town: Town, options: dict[str, Any]) -> Slip | None:
        there = administrators(town)
        if there:
            return renew_slip(there[0]) if options["reset_admin"] else None
        name = options["admin"] or self.ask("第一位系统管理员的姓名")
        return first_administrator(town=town, name=name, login=options["login"])

    def report(self, town: Town, slip: Slip | None) -> None:
        say = self.stdout.write
        units, villages = town.units.count(), town.units.villages().count()
        say(f"{town.county}{town.name}：{villages} 个村，{units} 个单位，启用日期 {town.live_from}。")
        if slip:
            say(f"系统管理员 {slip.person}：登录名 {slip.username}，一次性口令 {slip.password}（只显示这一次）。")
        else:
            say("系统管理员已有；忘记口令的，加 --reset-admin 重发。")
        say("请登录后打开“初次设置”，按清单设管区、任职、重点村、例会时间和工作日历。")
