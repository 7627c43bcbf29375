"""Keeping the papers that the rules cite."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accountability.acts import Act, ActForm
from accountability.desk.files import StoredFileField, keep_file
from accountability.models import BasisPaper
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of, town_of
from dushi.town.models import User

CLAUSE = "3.4.a"


def may_keep(user: User, obj: object = None) -> bool:
    return user.rights.is_commission


@transaction.atomic
def keep_basis(*, number: str, title: str, upload: UploadedFile, by: User, at: datetime | None = None) -> BasisPaper:
    """Keep a superior's paper as it is. Raises Refused for anybody but the commission, and for a file of no known
    kind."""
    demand(may_keep(by), "依据文件由镇纪委上传。", clause=CLAUSE)
    town = town_of(by)
    return BasisPaper.objects.create(
        town=town,
        number=number,
        title=title,
        file=keep_file(upload=upload, town=town, by=by),
        kept_at=at or clock.now(),
        kept_by=person_of(by),
    )


@transaction.atomic
def discard_basis(*, paper: BasisPaper, by: User) -> None:
    """Take away a copy that was uploaded by mistake. Raises Refused."""
    demand(may_keep(by), "依据文件由镇纪委保管。", clause=CLAUSE)
    file = paper.file
    paper.delete()
    file.delete()


class BasisForm(ActForm):
    title = forms.CharField(label="标题", max_length=120, initial="扶贫领域监督执纪问责实施意见")
    number = forms.CharField(label="文号", max_length=60, initial="菏牡纪发〔2017〕11号")
    upload = StoredFileField(label="文件原件", help_text="照原件上传，全镇干部都能查看；不要重新打字")


CREATING = Act(
    "keep", "上传依据文件", "", may_keep, keep_basis, BasisForm, clause=CLAUSE, note="制度第三章第 4 条所依据的文件。"
)
ACTS = [Act("discard", "撤下", "paper", may_keep, discard_basis, clause=CLAUSE, is_grave=True)]
