"""What the atlas keeps for itself: rendered files of the register's present edition."""

from django.db import models


class Snapshot(models.Model):
    """A file rendered from the register, kept so that all worker processes and machines share one rendering."""

    edition = models.CharField(max_length=40)
    name = models.CharField(max_length=20)
    body = models.BinaryField()
    brotli = models.BinaryField()
    gzip = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"
