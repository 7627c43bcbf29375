"""Who: towns, units, seats, people and posts; logins; households and who supports them."""

from dushi.town.models.dated import Dated, DatedQuerySet, in_force
from dushi.town.models.desk import Feedback, MarkedTable, SavedFilter, Upload
from dushi.town.models.login import User
from dushi.town.models.post import Changeover, Handover, Leave, Person, Post, Seat
from dushi.town.models.support import Household, HouseholdSupporter, SupportUnit
from dushi.town.models.unit import AreaMembership, Town, Unit

__all__ = [
    "AreaMembership",
    "Changeover",
    "Dated",
    "DatedQuerySet",
    "Feedback",
    "Handover",
    "Household",
    "HouseholdSupporter",
    "Leave",
    "MarkedTable",
    "Person",
    "Post",
    "SavedFilter",
    "Seat",
    "SupportUnit",
    "Town",
    "Unit",
    "Upload",
    "User",
    "in_force",
]
