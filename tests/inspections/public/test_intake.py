"""Intake (2.0.m7): stored once under one code, sealed, by days alone; envelopes keep nothing."""

import pytest
from django.db import connection

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from inspections.actions import public
from inspections.models import CodeSalt, EnvelopeStub, PublicReport, PublicReportIdentity
from inspections.public.codes import Ticket, report_of, spoken, tidied
from tests.inspections.public.making import CONTACT, NAME, TEXT, K, take, tell


def column(table, name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM {table}")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.clause("2.0.m7")
def test_the_window_takes_a_report_and_the_code_finds_it(cast, at):
    ticket = Ticket.new()
    report = take(cast, ticket=ticket, name=NAME, contact=CONTACT)
    assert (report.text, report.received_on, report.taken_by) == (TEXT, clock.today(), cast.desk.person)
    assert len(ticket.code) == 20
    assert report_of(spoken(ticket.code)) == report


def test_what_is_typed_stands_encrypted_in_every_column(cast, at):
    take(cast, name=NAME, contact=CONTACT)
    stored = column("inspections_publicreport", "text") + column("inspections_publicreportidentity", "name || contact")
    assert not any(word in value for value in stored for word in (TEXT, NAME, CONTACT))


def test_the_same_form_sent_again_is_stored_once_and_new_words_are_added(cast, at):
    ticket = Ticket.new()
    first = take(cast, ticket=ticket)
    assert take(cast, ticket=ticket) == first
    take(cast, ticket=ticket, text="又想起一件事")
    assert PublicReport.objects.count() == 1
    assert [word.text for word in first.words.all()] == ["又想起一件事"]


def test_taking_a_report_writes_no_moment_and_no_history(cast, at):
    tell(cast)
    take(cast)
    assert not Event.objects.exists()
    kinds = {field.get_internal_type() for field in PublicReport._meta.concrete_fields}
    assert "DateTimeField" not in kinds


def test_a_report_is_named_by_nothing(cast, at):
    report = take(cast, name=NAME)
    assert {str(report), str(report.identity)} == {"群众反映", "反映人"}


def test_nothing_is_kept_of_who_reports_where_nobody_says(cast, at):
    tell(cast)
    assert not PublicReportIdentity.objects.exists()


@pytest.mark.parametrize("unit", ["office", "commission", "party", "foreign_village"])
def test_what_is_about_the_office_or_leaders_is_refused_as_a_report(cast, at, unit):
    with pytest.raises(Refused):
        take(cast, about=getattr(cast, unit))


def test_nobody_but_the_window_takes_a_report(cast, at):
    with pytest.raises(Refused):
        take(cast, by=cast.clerk)


@pytest.mark.clause("2.0.m7")
def test_an_envelope_keeps_number_day_and_receiver_and_nothing_else(cast, at):
    public.seal_envelope(town=cast.town, receiver="县纪委监委", by=cast.desk)
    stub = EnvelopeStub.objects.get()
    assert {field.name for field in EnvelopeStub._meta.concrete_fields} == {
        "id",
        "town",
        "number",
        "handed_on",
        "receiver",
    }
    assert stub.number.startswith("封20260917-")
    assert not PublicReport.objects.exists()


# Codes --------------------------------------------------------------------------------------------------------------


def test_only_the_hash_of_a_code_is_kept_and_its_salt_is_sealed(cast, at):
    ticket = Ticket.new()
    take(cast, ticket=ticket)
    assert ticket.code not in column("inspections_publicreport", "code_hash")
    assert CodeSalt.objects.get().salt not in column("inspections_codesalt", "salt")


@pytest.mark.parametrize("typed", ["", "12", "x" * 500, "1" * 20, "9" * 79])
def test_every_wrong_code_costs_the_one_slow_hash(cast, at, monkeypatch, typed):
    tried = []
    scrypt = public.hashed.__globals__["hashlib"].scrypt
    monkeypatch.setattr("hashlib.scrypt", lambda *of, **how: tried.append(how["n"]) or scrypt(*of, **how))
    assert report_of(typed) is None
    assert tried == [2**14]


def test_a_code_is_read_as_people_type_it():
    assert tidied(" １２３４-5678 ９０ab") == "1234567890"


def test_a_forged_ticket_is_not_opened():
    ticket = Ticket.new()
    assert Ticket.opened(ticket.signed()) == ticket
    assert Ticket.opened(ticket.signed()[:-2] + "xx") is None
    assert Ticket.opened("") is None


def test_tip_is_never_at_the_window(cast, at):
    take(cast, K.TIP)
    assert not PublicReport.objects.visible_to(cast.desk).exists()
    assert PublicReport.objects.visible_to(cast.commission_secretary).exists()
