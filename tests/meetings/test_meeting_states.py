"""The diagram in the documents is the table that holds the states."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from meetings.management.commands.meeting_diagram import diagram

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def test_the_diagram_in_the_documents_is_that_of_the_table(capsys):
    text = (Path(__file__).parents[2] / "docs" / "meeting-states.md").read_text()
    assert f"```mermaid\n{diagram()}\n```" in text
    call_command("meeting_diagram")
    assert capsys.readouterr().out.strip() == diagram()
