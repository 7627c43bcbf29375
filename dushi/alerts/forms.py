"""Forms of the alerts."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi.alerts.models import AlertSettings, Robot
from dushi.town.models import Unit, User
from dushi.town.widgets import HourInput


class SettingsForm(forms.ModelForm):
    """提醒设置; the digest must not fall into the quiet hours."""

    clauses = {"digest_at": "X.3", "quiet_from": "X.3", "quiet_to": "X.3", "cool_down_days": "X.3"}

    class Meta:
        model = AlertSettings
        fields = ["digest_at", "quiet_from", "quiet_to", "cool_down_days"]
        widgets = {"digest_at": HourInput, "quiet_from": HourInput, "quiet_to": HourInput}
        help_texts = {
            "digest_at": "每人每天最多一次汇总；会议改期等急事即时提醒，不在此列",
            "quiet_from": "免打扰时段内不发汇总",
            "cool_down_days": "逾期未办的，每隔几天再提醒一次",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"digest_at", "quiet_from", "quiet_to"} <= data.keys():
            asked = AlertSettings(quiet_from=data["quiet_from"], quiet_to=data["quiet_to"])
            if asked.is_quiet(data["digest_at"]):
                self.add_error("digest_at", "汇总时间不能在免打扰时段内。")
        return data


class RobotForm(forms.ModelForm):
    """群机器人: its address stands in the environment of the server, never here."""

    clauses = {"env_key": "X.3"}

    class Meta:
        model = Robot
        fields = ["unit", "name", "env_key", "is_active"]
        help_texts = {
            "unit": "每周向该单位的工作群发一次本周应办",
            "env_key": "服务器上存放机器人地址的环境变量名，如 ROBOT_OFFICE；地址本身不在此填写",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.in_force().filter(town=user.rights.town_id).exclude(kind=Unit.Kind.COMMISSION)
        self.fields["unit"].queryset = units.order_by("kind", "order", "pk")  # type: ignore[attr-defined]

    def clean_env_key(self) -> str:
        """One variable, one robot of the town."""
        key: str = self.cleaned_data["env_key"]
        if Robot.objects.filter(town=self.instance.town_id, env_key=key).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("已有群机器人使用这个环境变量。")
        return key
