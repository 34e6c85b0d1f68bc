from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("submissions", "0009_undone_acceptance"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="act",
            field=models.CharField(
                choices=[
                    ("begin", "Begun"),
                    ("send", "Sent"),
                    ("confirm", "Address confirmed"),
                    ("change", "Changed by the sender"),
                    ("take", "Review begun"),
                    ("return", "Put back"),
                    ("ask", "Question from the editors"),
                    ("answer", "Answered"),
                    ("accept", "Published"),
                    ("undo", "Publication taken back"),
                    ("decline", "Declined"),
                    ("withdraw", "Withdrawn"),
                    ("affirm", "Said to be still correct"),
                ],
                max_length=8,
                verbose_name="act",
            ),
        ),
    ]
