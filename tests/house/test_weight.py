"""What a page weighs on its way to a phone."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent.parent / "templates"


def test_htmx_comes_with_the_pages_that_need_it_and_with_no_other():
    said = {path.name: path.read_text() for path in TEMPLATES.rglob("*.html")}
    users = {name for name, text in said.items() if re.search(r"\bhx-(get|post|put|delete|boost)\b", text)}
    assert users
    assert users == {name for name, text in said.items() if "{% htmx_script %}" in text}
