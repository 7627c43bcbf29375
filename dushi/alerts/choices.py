"""提醒方式 on 个人设置: by which channels each kind of event goes to oneself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from dushi.alerts.kinds import HELP, Kind
from dushi.alerts.mail import mail_is_configured
from dushi.alerts.models import AlertPreference, Delivery
from dushi.alerts.reaching import mobile_of, robots_of, sms_is_configured
from dushi.town.access import person_of
from dushi.town.contracts import Section
from dushi.town.models import Person, User

Channel = Delivery.Channel
NAMES = {Channel.EMAIL: "电子邮件", Channel.SMS: "短信", Channel.ROBOT: "本单位工作群"}


def channels_of(person: Person) -> dict[str, str]:
    """Channels that the town has for this person → where they lead, or why nothing goes there yet."""
    found: dict[str, str] = {}
    if mail_is_configured():
        found[Channel.EMAIL] = f"发到 {person.email}" if person.email else "没有填写电子邮箱，填写后才发"
    if sms_is_configured():
        mobile = mobile_of(person)
        found[Channel.SMS] = f"发到 {mobile}，只写件数" if mobile else "工作电话不是手机号码，填写手机号码后才发"
    robots = robots_of(Person.objects.filter(pk=person.pk)).get(person.pk, [])
    if robots:
        names = "、".join(robot.name for robot in robots)
        found[Channel.ROBOT] = f"发到{names}，只写种类和件数，不写人名和事由"
    return found


class ChannelsForm(forms.Form):
    """One row per kind of event, one tick per channel of `channels`. What a hidden channel had is kept."""

    def __init__(self, *args: Any, preference: AlertPreference | None, channels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preference, self.channels = preference or AlertPreference(), set(channels)
        choices = [(channel.value, NAMES[channel]) for channel in NAMES if channel in self.channels]
        for kind in Kind:
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                help_text=HELP.get(kind, ""),
                choices=choices,
                required=False,
                initial=sorted(self.preference.of(kind)),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "没有这个渠道，请从列出的渠道中选择。"},
            )

    def chosen(self) -> dict[str, list[str]]:
        """Kind → channels, for every kind."""
        return {
            kind.value: sorted({*self.cleaned_data[kind], *(self.preference.of(kind) - self.channels)}) for kind in Kind
        }


def form_of(user: User, data: Any = None) -> tuple[ChannelsForm, list[tuple[str, str]]]:
    """The form of one's own choice, and (name, where it leads) of each channel."""
    person = Person.objects.get(pk=person_of(user).pk)
    channels = channels_of(person)
    preference = AlertPreference.objects.filter(person=person).first()
    form = ChannelsForm(data, preference=preference, channels=channels)
    return form, [(NAMES[Channel(channel)], said) for channel, said in channels.items()]


def section(user: User) -> Iterable[Section]:
    """The part of 个人设置 (settings.SETTINGS_SECTIONS)."""
    form, channels = form_of(user)
    yield Section("提醒方式", "alerts/_channels.html", {"form": form, "channels": channels})
