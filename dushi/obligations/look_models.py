"""Where the tick has to look: marks that the database itself makes, and moments from which a town has work."""

from __future__ import annotations

from django.db import models

from dushi.town.models import Town


class Look(models.Model):
    """One step of the tick must look at one town (None: at all) from a moment on. Kept until it has looked.

    Rows are only added and removed, never changed by two hands: no writer waits for another's mark.
    """

    step = models.CharField("步骤", max_length=8)
    town = models.ForeignKey(Town, models.CASCADE, null=True, db_constraint=False, db_index=False, related_name="+")
    look_at = models.DateTimeField()
    since = models.DateField(null=True, help_text="what it saw on that day it need not see again; null: everything")
    looked_at = models.DateTimeField(null=True, help_text="on the standing row of a step alone: when it last looked")

    class Meta:
        verbose_name = "待巡查"
        indexes = [models.Index(fields=["step", "look_at", "town"], name="look_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(looked_at__isnull=True) | models.Q(town__isnull=True), name="look_standing_is_of_all"
            ),
            models.UniqueConstraint(
                fields=["step"], condition=models.Q(looked_at__isnull=False), name="look_standing_once"
            ),
        ]

    def __str__(self) -> str:
        return self.step
