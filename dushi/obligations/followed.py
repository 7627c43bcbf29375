"""What the ladder of obligations follows: each one by itself, and what is opened town by town."""

from __future__ import annotations

from dushi.alerts.looks import OPENED
from dushi.records.marking import Watched

_ITSELF = "CAST({row}.id AS text)"

FOLLOWED = {
    "OWED": (
        Watched("obligations_obligation", acts=("INSERT",), item=f"'{OPENED}'"),
        Watched(
            "obligations_obligation",
            columns=(
                *("due_at", "late_until", "fulfilled_at", "made_up_at", "excused_at"),
                *("duty_id", "holder_unit_id", "holder_seat_id", "area_id", "kept_by_id"),
            ),
            acts=("UPDATE",),
            item=_ITSELF,
        ),
        Watched("obligations_obligation", acts=("DELETE",), item=_ITSELF),
    )
}
