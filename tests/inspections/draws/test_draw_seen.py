"""Who sees a draw, and that nobody learns a number before its owner reveals it."""

import threading

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from dushi.records.sealing import unseal
from inspections.actions.draw_use import use_draw
from inspections.actions.drawing import commit_number, reveal_number, withhold
from inspections.models import Draw, DrawNumber, Inspection
from tests.cast import Cast, client_of
from tests.inspections import making
from tests.inspections.draws.stage import NUMBERS, committed, drawn, frozen

TOWN = {"office_head", "clerk", "secretary", "mayor", "member", "linked", "commission_secretary"}


def seen_by(cast, made):
    """Roles that the page opens for; for all others it does not exist."""
    path = reverse("draw_page", args=[made.pk])
    met = {role: client_of(user).get(path).status_code for role, user in cast.everybody().items()}
    assert set(met.values()) <= {200, 404, 403}
    listed = {role for role, user in cast.everybody().items() if made in Draw.objects.visible_to(user)}
    opened = {role for role, status in met.items() if status == 200}
    assert opened == listed - {"admin"}
    return opened


def test_by_itself_and_not_used_only_drawer_and_witness_see_it(cast, at):
    made = drawn(cast)
    assert seen_by(cast, made) == {"clerk", "commission_staff"}
    use_draw(draw=made, by=cast.clerk)
    assert seen_by(cast, made) == TOWN | {"commission_staff"}


@pytest.mark.clause("2.0.m9")
def test_of_an_open_covert_inspection_only_its_people_and_the_witness_see_it(ruled):
    draft = making.draft(ruled, "SPOT", covert=True)
    made = drawn(ruled, by=ruled.member, inspection=draft)
    assert seen_by(ruled, made) == {"member", "dept_head", "secretary", "commission_staff"}
    page = client_of(ruled.commission_staff).get(reverse("draw_page", args=[made.pk])).content.decode()
    assert reverse("inspection_page", args=[draft.pk]) not in page


def test_of_an_open_inspection_office_and_leaders_see_it_and_the_inspected_once_it_is_closed(ruled):
    draft = making.draft(ruled)
    made = drawn(ruled, inspection=draft, kind="INSPECTORS", scope="staff", count=1)
    drafted = seen_by(ruled, made)
    assert drafted == TOWN | {"commission_staff"}
    Inspection.objects.filter(pk=draft.pk).update(
        status="CLOSED", approved_at=made.drawn_at, approved_by=ruled.linked.person
    )
    assert seen_by(ruled, made) == drafted | {"liaison", "second_liaison", "village_head", "area_secretary"}


def test_the_inspected_read_what_came_out_and_not_why_others_were_left_out(ruled):
    draft = making.draft(ruled)
    made = drawn(ruled, inspection=draft, kind="INSPECTORS", scope="staff", count=1)
    Inspection.objects.filter(pk=draft.pk).update(
        status="CLOSED", approved_at=made.drawn_at, approved_by=ruled.linked.person
    )
    reason = made.roll["excluded"][0]["reason"]
    for user, sees in ((ruled.village_head, False), (ruled.clerk, True)):
        client = client_of(user)
        page = client.get(reverse("draw_page", args=[made.pk])).content.decode()
        assert made.seed in page and made.chosen[0]["name"] in page
        assert (reason in page) is sees
        for name in ("draw_record", "draw_sheet"):
            assert client.get(reverse(name, args=[made.pk])).status_code == (200 if sees else 403)


def texts_of(cast):
    """Everything that is stored in any column of any table, but for what is sealed."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            names = [field.column for field in model._meta.concrete_fields]
            cursor.execute(f"SELECT {', '.join(map(connection.ops.quote_name, names))} FROM {model._meta.db_table}")
            for row in cursor.fetchall():
                yield " ".join(str(value) for value in row)


def pages_of(cast, made):
    """Everything anybody can read of the draw: its pages, its record, the lists it stands on."""
    paths = [reverse(name, args=[made.pk]) for name in ("draw_page", "draw_sheet", "draw_record", "draw_redo")]
    paths += [reverse(name) for name in ("draw_list", "draw_new", "my_work", "alert_list")]
    for user in cast.everybody().values():
        client = client_of(user)
        for path in paths:
            yield client.get(path, follow=True).content.decode()


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("revealed", [0, 1])
def test_before_it_is_revealed_a_number_stands_nowhere(ruled, caplog, revealed):
    """A canary: number and salt in no page, log, history or table, but for the sealed column."""
    made = frozen(ruled)
    for user, number in ((ruled.clerk, NUMBERS[0]), (ruled.commission_staff, NUMBERS[1])):
        client = client_of(user)
        answer = client.post(reverse("draw_commit", args=[made.pk]), {"number": number}, follow=True)
        assert "您的数已封存" in answer.content.decode()
    kept = [number.sealed for number in DrawNumber.objects.filter(draw=made)]
    if revealed:
        reveal_number(draw=made, by=ruled.clerk)
    secret = [part for one in kept[revealed:] for part in one.split(":")]
    assert len(secret) == 4 - 2 * revealed
    for text in (*texts_of(ruled), *pages_of(ruled, made), caplog.text):
        assert not any(word in text for word in secret)


def test_what_is_sealed_is_encrypted_in_the_table(cast, at):
    committed(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM inspections_drawnumber")
        tokens = [row[0] for row in cursor.fetchall()]
    assert sorted(unseal(token).split(":")[0] for token in tokens) == sorted(map(str, NUMBERS))


def test_a_number_that_was_withheld_never_comes_out(cast, at):
    made = committed(cast)
    secret = [part for one in made.numbers.all() for part in one.sealed.split(":")]
    withhold(draw=made, reason="作废", by=cast.commission_staff)
    for text in (*texts_of(cast), *pages_of(cast, made)):
        assert not any(word in text for word in secret)


def test_a_number_typed_wrong_comes_back_to_its_writer_and_is_not_kept(cast, at):
    made, client = frozen(cast), client_of(cast.clerk)
    answer = client.post(reverse("draw_commit", args=[made.pk]), {"number": "很多"})
    assert answer.status_code == 422
    assert "很多" in answer.content.decode()
    assert not made.numbers.exists()


@pytest.mark.only_on("postgresql")  # SQLite lets one write at a time
@pytest.mark.django_db(transaction=True)
def test_revealed_by_both_at_the_same_moment_it_is_drawn_once(at):
    cast = Cast()
    made, gate, failures = committed(cast), threading.Barrier(4), []

    def reveal(user):
        try:
            gate.wait(10)
            reveal_number(draw=made, by=user)
        except Exception as failure:  # noqa: BLE001 - told by the test
            failures.append(failure)
        finally:
            connection.close()

    users = [cast.clerk, cast.commission_staff] * 2
    threads = [threading.Thread(target=reveal, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    made.refresh_from_db()
    assert not failures
    assert made.status == Draw.Status.DRAWN
    assert [event.verb for event in history(made)].count("抽出结果") == 1


def history(made):
    from dushi.records.models import history_of

    return history_of(made)


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_numbers_of_one_person_at_the_same_moment_are_one(at):
    cast = Cast()
    made, gate, refused = frozen(cast), threading.Barrier(3), []

    def write(number):
        try:
            gate.wait(10)
            commit_number(draw=made, number=number, by=cast.clerk)
        except Exception as failure:  # noqa: BLE001 - told by the test
            refused.append(str(failure))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert made.numbers.count() == 1
    assert refused == ["您的数已经封存，不能再改。"] * 2
