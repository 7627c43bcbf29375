"""What must hold of 提醒: about something that is there and not done, one rung at a time; deliveries end once."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dushi.alerts.models import Alert, Delivery, DeliveryTry
from dushi.alerts.sending import MOST_TRIES
from dushi.records.reconciling import Check, pointing_nowhere


def about_nothing() -> list[str]:
    """Live, and its object is gone."""
    return pointing_nowhere(Alert.objects.live())


def rungs_told_at_once() -> Iterator[str]:
    """Two rungs of one ladder live for one object and person: only the newest is."""
    live = Alert.objects.live().filter(order__gt=0).order_by()
    key = ("object_type", "object_id", "person")
    for label, one, person in live.values_list(*key).annotate(n=Count("pk")).filter(n__gt=1).values_list(*key):
        yield f"{apps.get_model(label)._meta.verbose_name} {one} 对人员 {person}"


def told_to_strangers() -> QuerySet[Alert]:
    return Alert.objects.exclude(person__town=F("town"))


def sent_and_given_up() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        Q(sent_at__isnull=False, given_up_at__isnull=False) | Q(sent_at__isnull=False, claimed_at__isnull=False)
    )


def sent_without_try() -> QuerySet[Delivery]:
    """Sent, and the log does not say that it went."""
    went = DeliveryTry.objects.filter(delivery=OuterRef("pk"), error="")
    return Delivery.objects.filter(~Exists(went), sent_at__isnull=False)


def tried_too_often() -> QuerySet[Delivery]:
    return Delivery.objects.filter(tries__gt=MOST_TRIES)


def sent_too_early() -> QuerySet[Delivery]:
    """Before the moment it waited for."""
    return Delivery.objects.filter(sent_at__lt=F("not_before"))


CHECKS = (
    Check("提醒须有所指的对象", about_nothing),
    Check("同一事项对同一人只有最新一阶提醒", rungs_told_at_once),
    Check("提醒只给本镇的人", told_to_strangers),
    Check("一条消息不得既送达又放弃或还在发送", sent_and_given_up),
    Check("已送达的消息须有送达的尝试", sent_without_try),
    Check("消息的发送次数不得超限", tried_too_often),
    Check("消息不得早于所定时间送达", sent_too_early),
)
