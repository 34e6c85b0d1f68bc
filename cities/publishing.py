"""Publication: what the public may see."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

Record = TypeVar("Record", bound=models.Model)


class Publication(models.TextChoices):
    """Whether a record is prepared, shown or taken back."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PublishedQuerySet(models.QuerySet[Record]):
    """Records with a publication; ``stands_on`` names the relations that must be published too."""

    stands_on: tuple[str, ...] = ()

    def published(self) -> Self:
        """Only what the public may see: published, and so is everything the record stands on."""
        conditions = {"publication": Publication.PUBLISHED}
        conditions |= {f"{path}__publication": Publication.PUBLISHED for path in self.stands_on}
        return self.filter(**conditions)
