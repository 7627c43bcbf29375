"""What goes into the cells of a table, and comes back from them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dushi.records.spreadsheets import UNWRITABLE, plain, unguarded
from tests.sizes import size

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", " =", "\x00="]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_that_looks_like_a_formula_goes_out_as_text(sign):
    assert plain(f"{sign}1+1").startswith("'")


@pytest.mark.parametrize("text", ["张三", "示例·𠮷䶮", "0530-1234567", "", "1-2", "'引号"])
def test_an_ordinary_text_goes_out_as_it_is(text):
    assert plain(text) == text


@settings(max_examples=size("texts", 100), deadline=None)
@given(st.text(st.characters(exclude_characters="\r\t", exclude_categories=["Cs"])))
def test_a_text_comes_back_as_it_went_out(text):
    assert unguarded(plain(text)) == UNWRITABLE.sub("", text)


def test_a_text_that_begins_with_an_apostrophe_and_a_formula_sign_comes_back_too():
    assert unguarded(plain("'=1")) == "'=1"
