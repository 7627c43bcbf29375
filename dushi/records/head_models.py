"""公文设置: how the papers of an issuing organ begin and end, as the town set it."""

from __future__ import annotations

from typing import Any

from django.db import models


class LetterHead(models.Model):
    """版头和版记 of one organ. What is blank is not set: nothing is made up in its place (GB/T 9704-2012)."""

    town = models.ForeignKey("town.Town", models.CASCADE, related_name="+")
    unit = models.OneToOneField("town.Unit", models.CASCADE, related_name="letter_head", verbose_name="发文机关")
    red_head = models.CharField("发文机关标志", max_length=40, blank=True, help_text="红色大字，如“中共××镇委员会文件”")
    signature = models.CharField("发文机关署名", max_length=40, blank=True, help_text="落款用的全称或规范化简称")
    codes: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "机关代字", default=dict, help_text="key of a kind of paper (records/kinds.py) → 机关代字"
    )
    printed_by = models.CharField("印发机关", max_length=40, blank=True)
    addressed_to = models.CharField("默认主送", max_length=200, blank=True)
    copies_to = models.CharField("默认抄送", max_length=200, blank=True)
    is_example = models.BooleanField("示例", default=False, help_text="set by the demo, not by the town")

    class Meta:
        verbose_name = "公文设置"

    def __str__(self) -> str:
        return f"{self.unit}公文设置"


def heads_of(town: Any) -> dict[int, LetterHead]:
    """unit → what is set for it. One query."""
    return {head.unit_id: head for head in LetterHead.objects.filter(town=town)}
