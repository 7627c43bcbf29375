from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_keep_codes_of_closed_papers")]

    operations = [
        migrations.AddField(
            "chainhead",
            "year",
            models.PositiveSmallIntegerField(null=True, help_text="where rows are numbered by year: of the last one"),
        ),
        migrations.AddField(
            "chainhead",
            "ahead",
            models.BigIntegerField(null=True, help_text="seq minus number of that year's rows"),
        ),
    ]
