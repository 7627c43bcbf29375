"""Putting a rule book into force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from dushi import clock
from dushi.obligations.models import Obligation
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Clause, Duty, Regulation
from dushi.regulation.rulebook import DEFAULT, parse, read

BOOK = read()


@pytest.fixture
def loaded(db):
    return load_regulation(book=BOOK)[0]


def later(book, version="2019", since=date(2019, 7, 1)):
    return replace(book, version=version, effective_from=since, sha256="f" * 64)


def obligation(cast, duty):
    moment = clock.at(date(2026, 9, 16), 18)
    return Obligation.objects.create(
        town=cast.town,
        duty=duty,
        holder_unit=cast.village,
        scope=cast.village,
        period="2026-W38",
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 20),
        due_at=moment,
        late_until=moment + timedelta(days=4),
        opened_at=moment,
    )


@pytest.mark.clause("0.1")
def test_a_loaded_rule_book_is_in_force_beyond_its_goal_date(loaded):
    assert loaded.clauses.count() == 90
    assert loaded.duties.count() == 11
    for day in (date(2017, 1, 1), date(2018, 12, 31), date(2019, 1, 1), date(2026, 9, 17)):
        assert Regulation.objects.in_force(day).get() == loaded
    assert not Regulation.objects.in_force(date(2016, 12, 31)).exists()


@pytest.mark.clause("0.1")
@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2018, 3, 20), "距目标期限 286 天"),
        (date(2018, 12, 30), "距目标期限 1 天"),
        (date(2018, 12, 31), "目标期限 2018年12月31日 就是今天"),
        (date(2019, 1, 1), "目标期限 2018年12月31日 已过 1 天"),
    ],
)
def test_the_days_to_the_goal_are_counted_and_passing_it_is_said(loaded, day, said):
    assert loaded.goal_text(day) == said


def test_the_same_file_twice_changes_nothing(loaded):
    before = list(Clause.objects.values_list("pk")), list(Duty.objects.values_list("pk")), Event.objects.count()
    regulation, changed = load_regulation(book=BOOK)
    assert (regulation, changed) == (loaded, False)
    assert before == (
        list(Clause.objects.values_list("pk")),
        list(Duty.objects.values_list("pk")),
        Event.objects.count(),
    )


def test_other_words_on_the_screen_are_bettered_in_place(loaded, cast):
    kept = obligation(cast, loaded.duties.get(key="1.4.r"))
    text = DEFAULT.read_text(encoding="utf-8").replace("title: 村周调度报告", "title: 各村周调度报告")
    regulation, changed = load_regulation(book=parse(text))
    assert (regulation, changed) == (loaded, True)
    kept.refresh_from_db()
    assert kept.duty.title == "各村周调度报告"


def test_a_changed_text_is_written_anew_while_nothing_refers_to_it(loaded):
    text = DEFAULT.read_text(encoding="utf-8").replace("听取全镇脱贫攻坚工作汇报", "听取全镇汇报")
    load_regulation(book=parse(text))
    assert Clause.objects.get(code="1.1(b)").text == "听取全镇汇报"
    assert Clause.objects.count() == 90


def test_a_changed_duty_needs_a_new_version_once_obligations_refer_to_it(loaded, cast):
    kept = obligation(cast, loaded.duties.get(key="1.4.r"))
    text = DEFAULT.read_text(encoding="utf-8").replace("time: '18:00'", "time: '12:00'")
    with pytest.raises(Refused, match="另立版本"):
        load_regulation(book=parse(text))
    kept.refresh_from_db()
    assert kept.duty.due["time"] == "18:00"
    assert Clause.objects.count() == 90
    loaded.refresh_from_db()
    assert loaded.source_sha256 == BOOK.sha256


@pytest.mark.clause("0.1")
def test_a_new_version_supersedes_the_old_from_its_first_day(loaded):
    successor, _ = load_regulation(book=later(BOOK))
    assert Regulation.objects.in_force(date(2019, 6, 30)).get() == loaded
    assert Regulation.objects.in_force(date(2019, 7, 1)).get() == successor
    assert Duty.objects.in_force(date(2019, 6, 30)).get(key="1.3").regulation == loaded
    assert Clause.objects.in_force(date(2019, 7, 1)).get(code="1.3").regulation == successor


@pytest.mark.parametrize("since", [date(2017, 1, 1), date(2016, 1, 1)])
def test_a_new_version_does_not_reach_back_behind_the_old(loaded, since):
    with pytest.raises(Refused, match="施行日期"):
        load_regulation(book=later(BOOK, since=since))


def test_a_version_keeps_its_first_day(loaded):
    with pytest.raises(Refused, match="另立版本"):
        load_regulation(book=later(BOOK, version="2017"))


def test_loading_leaves_a_line_in_the_history(loaded):
    event = Event.objects.about(loaded).get()
    assert (event.verb, event.actor_label, event.clause) == ("载入制度", "系统", "0.1")


def test_the_command_loads_and_says_so(db, capsys):
    call_command("load_regulation")
    call_command("load_regulation", str(DEFAULT))
    told = capsys.readouterr().out
    assert "90 条，已载入" in told
    assert "90 条，内容未变" in told


def test_the_command_names_line_and_id_of_a_mistake_and_loads_nothing(db, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text(DEFAULT.read_text(encoding="utf-8").replace("cadence: week", "cadence: weak", 1))
    with pytest.raises(CommandError, match=r"第 \d+ 行（条款 1\.3）"):
        call_command("load_regulation", str(broken))
    assert not Regulation.objects.exists()
