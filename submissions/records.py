"""Records of the register that submissions are about, by the name of their kind and their number."""

import hashlib
from typing import Any

from django.db import models
from django.urls import reverse

from cities.merging import heir
from cities.models import City
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution
from practices.models import Practice
from submissions.models import Submission

KINDS: dict[str, type[models.Model]] = {
    table._meta.model_name or "": table for table in (City, Network, Membership, Resolution, Practice)
}


def current(submission: Submission) -> Any | None:
    """The record that the submission wants to change, or became; None for a new one, or if it is gone.

    What was merged into another record since is that one.
    """
    if not submission.record_kind:
        return None
    table: Any = KINDS[submission.record_kind]
    record = table.objects.filter(pk=submission.record_id).first()
    if record is not None and record.publication == Publication.WITHDRAWN:
        return heir(record) or record
    return record


def target(submission: Submission) -> Any | None:
    """The record that accepting the submission writes to; None for a new one, or if it is gone.

    That of a duplicate must be public: what an editor took back does not come back with it.
    """
    if submission.record_kind or submission.duplicate_of is None:
        return current(submission)
    table: Any = KINDS[submission.kind]
    return table.objects.published().filter(pk=submission.duplicate_of).first()


def published(kind: str, name: str) -> Any | None:
    """The published record of this kind with this slug; those that have none are named by their number."""
    table: Any = KINDS.get(kind)
    if table is None:
        return None
    column = "slug" if hasattr(table, "slug") else "pk"
    if column == "pk" and not (name.isascii() and name.isdigit() and len(name) < 10):
        return None
    return table.objects.published().filter(**{column: name}).first()


def city_of(record: Any | None) -> City | None:
    """The place that a record is about."""
    return record if isinstance(record, City) else getattr(record, "city", None)


def address_of(record: Any) -> str:
    """Address of the page where the record is shown."""
    shown = record if hasattr(record, "slug") else record.city
    return reverse(shown._meta.model_name, args=[shown.slug])


def state_of(record: Any | None) -> str:
    """Names the record's content: two equal names, two equal contents. Links to other records count."""
    if record is None:
        return ""
    # As the database holds them: a text in several languages would speak only the active one here.
    columns = [
        f"{field.attname}={field.get_prep_value(field.value_from_object(record))}"
        for field in record._meta.concrete_fields
    ]
    links = [
        f"{field.name}={sorted(getattr(record, field.name).values_list('pk', flat=True))}"
        for field in record._meta.many_to_many
    ]
    return hashlib.sha256("\n".join([*columns, *links]).encode()).hexdigest()
