from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0011_count_by_the_links")]

    operations = [
        migrations.AddIndex("paper", models.Index(fields=["object_type", "object_id"], name="paper_by_object")),
    ]
