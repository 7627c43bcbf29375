"""The tables, in the order in which a new town fills them."""

from __future__ import annotations

from dushi.town.exchange.table import Table
from dushi.town.exchange.tables.households import HouseholdTable
from dushi.town.exchange.tables.people import PersonTable
from dushi.town.exchange.tables.posts import PostTable
from dushi.town.exchange.tables.seats import SeatTable
from dushi.town.exchange.tables.support_units import SupportUnitTable
from dushi.town.exchange.tables.units import UnitTable
from dushi.town.rights import Rights

TABLES: dict[str, type[Table]] = {
    table.key: table for table in (UnitTable, SeatTable, PersonTable, PostTable, SupportUnitTable, HouseholdTable)
}


def tables_for(rights: Rights) -> dict[str, type[Table]]:
    """The tables somebody may bring in and take out, by key."""
    return {key: table for key, table in TABLES.items() if table.may_use(rights)}
