"""Evidence that there is a backup of today."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock, words
from dushi.backups import JOB
from dushi.records.models import JobRun
from dushi.records.selfchecking import Item, Seen, by_hand, in_production

OLDEST = timedelta(hours=26)


def age() -> Seen:
    run = JobRun.objects.filter(name=JOB).first()
    if run is None or run.ok_at is None:
        return in_production(False, "还没有备份过")
    return in_production(clock.now() - run.ok_at <= OLDEST, f"上次备份 {words.moment(run.ok_at)}，写完已读回核对")


CHECKS = (
    Item("backup-age", "每天备份", ("数据备份恢复",), "上次成功不早于 26 小时", age),
    Item(
        "backup-elsewhere",
        "异地备份",
        ("数据备份恢复", "三级 数据备份恢复"),
        "另一台机器上有同样的文件",
        by_hand("看另一台机器上最近一份备份的日期；在那里试恢复一次（make restore）"),
    ),
)
