"""公文设置 and 公文模板: how the papers of an organ begin and end, and how they look, as the town set it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
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
    closed_codes: models.JSONField[list[str], list[str]] = models.JSONField(
        "问责文书用过的代字", default=list, help_text="never borne by open papers: their numbers would tell of cases"
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


class PaperTemplate(models.Model):
    """公文模板: a version of how papers of one kind look, as the town gave it. Never changed or taken away: papers that
    were issued by it are drawn by it (paper_templates.template_of)."""

    town = models.ForeignKey("town.Town", models.CASCADE, related_name="+")
    kind = models.CharField("文种", max_length=30, help_text="key of records/kinds.py")
    version = models.PositiveSmallIntegerField("版次", help_text="from 1 per town and kind")
    name = models.CharField("文件名", max_length=120)
    is_standard = models.BooleanField("标准样式", default=False, help_text="the town went back to the standard")
    content = models.BinaryField("文件", help_text=".docx as checked; empty where is_standard")
    put_at = models.DateTimeField("启用时间")
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="启用人"
    )

    class Meta:
        verbose_name = "公文模板"
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["town", "kind", "version"], name="paper_template_version_once")]

    def __str__(self) -> str:
        return f"{self.kind}模板第{self.version}版"
