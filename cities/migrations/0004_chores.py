from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cities", "0003_link_checks")]

    operations = [
        migrations.CreateModel(
            name="Chore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.SlugField(unique=True, verbose_name="name")),
                ("next_due_at", models.DateTimeField(verbose_name="next due")),
                ("last_run_at", models.DateTimeField(null=True, verbose_name="last run")),
                ("counts", models.JSONField(default=dict)),
                ("failure", models.TextField(blank=True, verbose_name="failure")),
                ("held_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "chore",
                "verbose_name_plural": "chores",
                "ordering": ["name"],
            },
        ),
    ]
