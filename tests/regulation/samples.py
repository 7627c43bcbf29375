"""What an address of the rule book may name."""

from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from tests.sample import sample


@sample("clause")
def clause(cast, is_foreign):
    """The rule book belongs to no one town."""
    if is_foreign:
        return None
    load_regulation(book=read())
    return ["1.3(a)"]
