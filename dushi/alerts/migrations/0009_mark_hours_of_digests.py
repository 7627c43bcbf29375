from django.db import migrations

from dushi.alerts.followed import FOLLOWED
from dushi.alerts.models import DIGEST
from dushi.records.marking import marking


class Migration(migrations.Migration):
    """A town that is founded, and hours of digests that change, mark the town; every town is looked at once more."""

    dependencies = [("alerts", "0008_mark_what_is_followed"), ("town", "0006_keep_filters")]

    operations = [marking("alerts_look", DIGEST, *FOLLOWED[DIGEST])]
