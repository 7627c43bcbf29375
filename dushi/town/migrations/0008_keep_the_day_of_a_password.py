from django.db import migrations, models

from dushi import clock


class Migration(migrations.Migration):

    dependencies = [
        ("town", "0007_find_what_is_left_by_age"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_set_on",
            field=models.DateField(default=clock.today, verbose_name="口令设定日期"),
        ),
    ]
