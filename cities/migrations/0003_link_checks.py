import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import cities.partial_dates


class Migration(migrations.Migration):
    dependencies = [
        ("cities", "0002_edition_changed_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkHost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=260, unique=True)),
                ("next_request_at", models.DateTimeField()),
                ("robots", models.TextField(blank=True)),
                ("robots_status", models.PositiveSmallIntegerField(null=True)),
                ("robots_read_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "web server",
                "verbose_name_plural": "web servers",
            },
        ),
        migrations.AddField(
            model_name="source",
            name="checked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="link checked"),
        ),
        migrations.AddField(
            model_name="source",
            name="checked_url",
            field=models.CharField(blank=True, editable=False, max_length=1000),
        ),
        migrations.AddField(
            model_name="source",
            name="failures",
            field=models.PositiveSmallIntegerField(
                default=0,
                editable=False,
                help_text="At most one a day is counted.",
                verbose_name="failures in a row",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="moved_to",
            field=models.URLField(blank=True, editable=False, max_length=1000, verbose_name="moved to"),
        ),
        migrations.AddField(
            model_name="source",
            name="next_check_at",
            field=models.DateTimeField(
                db_index=True, default=django.utils.timezone.now, editable=False, verbose_name="next check"
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="link_status",
            field=models.CharField(
                choices=[
                    ("unchecked", "not checked yet"),
                    ("alive", "reachable"),
                    ("moved", "moved"),
                    ("blocked", "closed to programs"),
                    ("unclear", "unclear"),
                    ("dead", "not reachable"),
                ],
                default="unchecked",
                max_length=10,
                verbose_name="link",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalSource",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                (
                    "key",
                    models.CharField(
                        db_index=True, help_text="Stays the same for ever.", max_length=40, verbose_name="key"
                    ),
                ),
                ("url", models.URLField(db_index=True, max_length=1000, verbose_name="address")),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                ("publisher", models.CharField(blank=True, max_length=300, verbose_name="publisher")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="BCP 47, empty if unclear.",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                (
                    "published_on",
                    cities.partial_dates.PartialDateField(blank=True, null=True, verbose_name="published on"),
                ),
                ("accessed_on", models.DateField(blank=True, null=True, verbose_name="read on")),
                ("archived_url", models.URLField(blank=True, max_length=1000, verbose_name="archived copy")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical source",
                "verbose_name_plural": "historical sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "answered"),
                            ("missing", "page not found"),
                            ("broken", "error of the server"),
                            ("silent", "no answer"),
                            ("unknown", "no such server"),
                            ("refused", "access refused"),
                            ("robots", "not open to programs by robots.txt"),
                            ("busy", "asked to come later"),
                            ("loop", "redirected without end"),
                            ("insecure", "no secure connection"),
                            ("forbidden", "address not allowed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code", models.PositiveSmallIntegerField(null=True)),
                ("final_url", models.TextField(blank=True)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="cities.source",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a link",
                "verbose_name_plural": "checks of the link",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["source", "-at"], name="link_check_latest")],
            },
        ),
    ]
