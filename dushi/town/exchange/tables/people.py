"""人员: a person is known by name, and told from a namesake by the phone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import QuerySet

from dushi.town.exchange.book import digits
from dushi.town.exchange.columns import Column, OneOf, Text, YesNo
from dushi.town.exchange.table import Line, Table, Wrong
from dushi.town.forms.people import phone_number
from dushi.town.forms.support import ID_CARD
from dushi.town.models import Person


def no_id_card(text: str) -> None:
    """Raises ValidationError for what looks like an ID-card number: it is not kept."""
    if ID_CARD.match(text):
        raise ValidationError("这像是身份证号，不能登记。")


def check_phone(text: str) -> None:
    no_id_card(text)
    phone_number(text)


class PersonTable(Table):
    key, label, measure = "people", "人员", "人"
    aliases = {
        "电话": "工作电话",
        "手机": "工作电话",
        "手机号": "工作电话",
        "手机号码": "工作电话",
        "联系电话": "工作电话",
        "邮箱": "电子邮箱",
    }
    changeable = ("level", "phone", "email")
    note = "按姓名认人，有重名的再看工作电话。不收身份证号、家庭住址。"

    name = Column("name", "姓名", Text(40, no_id_card), must=True, sample="示例·张某")
    level = Column(
        "level", "管理权限", OneOf(Person.Level), note="新登记的不填为镇管；班子成员一般为区管", sample="镇管"
    )
    phone = Column("phone", "工作电话", Text(20, check_phone), width=16, sample="0530-1234567")
    email = Column(
        "email",
        "电子邮箱",
        Text(254, EmailValidator("邮箱格式不对，例如 name@example.com。")),
        width=24,
        sample="name@example.com",
    )
    is_namesake = Column(
        "is_namesake", "重名", YesNo(), only_in=True, width=8, note="与已有的人同名、不是同一人的填“是”", sample=""
    )

    class Meta:
        model = Person
        fields = ("name", "level", "phone", "email", "is_namesake")

    def get_queryset(self) -> QuerySet[Any]:
        return Person.objects.visible_to(self.user).order_by("pk")

    def new(self) -> Any:
        return Person(town_id=self.town_id)

    def find(self, row: Line) -> Any:
        """Of the people of that name, the one with that phone; the only one, unless the row says it is another."""
        self.unclear = ""
        people, phone = self.book.people.get(row["姓名"], []), row["工作电话"]
        same = [person for person in people if digits(person.phone) == digits(phone)]
        if len(same) == 1:
            return same[0]
        if self.value(row, "is_namesake"):
            self.unclear = "" if phone else "重名的人须填工作电话，以便区分。"
            return None
        if len(people) > 1:
            self.unclear = f"已有 {len(people)} 位“{row['姓名']}”，请填登记的工作电话；确是另一人的，“重名”填“是”。"
        return people[0] if people else None

    def complete(self, instance: Any, row: Line) -> Wrong:
        if self.unclear:
            yield "phone", self.unclear
        elif instance.pk and (earlier := self.once(instance.pk)):
            yield "name", f"与第 {earlier} 行是同一人；确是两人的，“重名”填“是”，并填各自的工作电话。"
        elif (instance.phone or not instance.pk) and (earlier := self.once((instance.name, digits(instance.phone)))):
            yield "name", f"与第 {earlier} 行重复。"
        elif not instance.pk and not self.value(row, "is_namesake") and (earlier := self.once(instance.name)):
            yield "name", f"与第 {earlier} 行同名；确是两人的，“重名”填“是”，并填各自的工作电话。"
