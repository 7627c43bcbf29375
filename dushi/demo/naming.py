"""通报批评 of the play (3.4.d): superiors name the two 示例 villages and nobody else; objected to, posted, reversed."""

from __future__ import annotations

from datetime import date, timedelta

from accountability.models import CriticismNotice, NoticeSubject, Objection
from accountability.notices import objections
from accountability.notices.checking import check
from accountability.notices.lines import add_line
from accountability.notices.registering import register
from accountability.notices.withdrawing import withdraw_line
from dushi import clock
from dushi.demo.assessing import day_of_last_year
from dushi.demo.documents import pdf
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, SECOND, scene

Level = CriticismNotice.Level
NAMED = NoticeSubject.Role.NAMED
BELATED, LEDGERS = "帮扶档案更新不及时", "危房改造台账与现场不符"
CITY, DISTRICT = "示例市脱贫攻坚领导小组办公室", "示例区脱贫攻坚领导小组办公室"


def registered(
    stage: Stage, level: str, number: str, issuer: str, matter: str, happened_on: date, issued_on: date
) -> CriticismNotice:
    """Registered by one of the commission with the paper, both 示例 villages named in it, and checked by another."""
    by = stage.user("jiwei2")
    title = f"关于{matter}问题的通报"
    sentences = {name: f"{name}{matter}，予以通报批评。" for name in (FIRST, SECOND)}
    notice = register(
        level=level,
        document_number=number,
        issuer=issuer,
        title=title,
        issued_on=issued_on,
        received_on=clock.today(),
        document=pdf(f"{number}.pdf", [issuer, number, title, "", *sentences.values()]),
        matter_title=matter,
        happened_on=happened_on,
        by=by,
    )
    for name, sentence in sentences.items():
        clock.advance(timedelta(minutes=4))
        add_line(notice=notice, role=NAMED, sentence=sentence, unit=stage.units[name], by=by)
    clock.advance(timedelta(minutes=45))
    return check(notice=notice, by=stage.user("jiwei3"))


def line(matter: str, village: str) -> NoticeSubject:
    """That village's line in the notice about that matter."""
    rows = NoticeSubject.objects.select_related("notice__matter", "person", "unit")
    return rows.get(notice__matter__title=matter, unit__name=village)


def corrected(stage: Stage, matter: str, village: str, number: str) -> None:
    """The superior's letter takes that village's name back."""
    letter = pdf(f"{number}.pdf", [number, f"关于更正{matter}通报的函", f"不再点名{village}。"])
    by = stage.user("jiwei2")
    withdraw_line(line=line(matter, village), number=number, withdrawn_on=clock.today(), document=letter, by=by)


# Last year: entered late, posted, closed, corrected ------------------------------------------------------------------


@scene(1, 2, "14:30")
def a_notice_of_last_year_is_entered(stage: Stage) -> None:
    happened, issued = day_of_last_year(stage, 10, 20), day_of_last_year(stage, 11, 12)
    number = f"示区扶办〔{issued.year}〕31号"
    registered(stage, Level.DISTRICT, number, DISTRICT, BELATED, happened, issued)


@scene(8, 2, "10:40")
def it_is_corrected_after_the_year_was_closed(stage: Stage) -> None:
    """The sheet of the closed year gets its second version."""
    corrected(stage, BELATED, FIRST, f"示区扶办〔{clock.today().year}〕18号")


# This year: one objection upheld, the other village's points reversed ------------------------------------------------


@scene(9, 2, "09:50")
def the_city_names_two_villages(stage: Stage) -> None:
    today = clock.today()
    number = f"示市扶办〔{today.year}〕52号"
    registered(stage, Level.CITY, number, CITY, LEDGERS, today - timedelta(days=20), today - timedelta(days=4))


@scene(9, 4, "15:10")
def one_of_them_objects(stage: Stage) -> None:
    objections.file(
        line=line(LEDGERS, FIRST),
        text="通报所说的两户不是本村的，是邻近的同名户，已请管区核对，附户籍和现场照片。",
        by=stage.user("jiacun"),
    )


@scene(10, 1, "16:20")
def the_objection_is_upheld(stage: Stage) -> None:
    """Within its window: nothing is ever posted for this village."""
    objections.answer(
        objection=Objection.objects.get(line__notice__matter__title=LEDGERS),
        is_upheld=True,
        text="经核对，通报所列两户确非该村农户，异议成立，不计分；已函告发文机关。",
        by=stage.user("jiwei"),
    )


@scene(12, 4, "10:50")
def the_city_takes_the_other_name_back(stage: Stage) -> None:
    corrected(stage, LEDGERS, SECOND, f"示市扶办〔{clock.today().year}〕61号")
