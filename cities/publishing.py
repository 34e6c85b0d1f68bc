"""Publication: what the public may see."""

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

Record = TypeVar("Record", bound=models.Model)


class Publication(models.TextChoices):
    """Whether a record is prepared, shown or taken back."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NotReadyError(Exception):
    """A record that the public may not see yet; ``reasons`` say why, in words."""

    def __init__(self, reasons: "list[Any]") -> None:
        super().__init__(" ".join(map(str, reasons)))
        self.reasons = reasons


class Publishable(models.Model):
    """A record with a publication. `publish` is the only door to the public."""

    class Meta:
        abstract = True

    def lacking(self) -> "list[Any]":
        """What keeps the record, as it is stored, from being published."""
        raise NotImplementedError

    def publish(self, reason: str = "") -> None:
        """Show it to the public. NotReadyError if something it needs is missing."""
        if reasons := self.lacking():
            raise NotReadyError(reasons)
        self.become(Publication.PUBLISHED, reason)

    def withdraw(self, reason: str = "") -> None:
        """Take it back from the public, and with it what stands on it."""
        self.become(Publication.WITHDRAWN, reason)

    def become(self, publication: str, reason: str) -> None:
        """Change the publication, whatever is lacking; `publish` asks first."""
        record: Any = self
        if record.publication == publication:
            return
        record.publication = publication
        record._change_reason = reason[:100] or None
        record.save(update_fields=["publication"])


class PublishedQuerySet(models.QuerySet[Record]):
    """Records with a publication; ``stands_on`` names the relations that must be published too."""

    stands_on: tuple[str, ...] = ()

    def published(self) -> Self:
        """Only what the public may see: published, and so is everything the record stands on."""
        conditions = {"publication": Publication.PUBLISHED}
        conditions |= {f"{path}__publication": Publication.PUBLISHED for path in self.stands_on}
        return self.filter(**conditions)
