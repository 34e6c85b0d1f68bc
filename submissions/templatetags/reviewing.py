"""What the desk's pages need of values that templates cannot reach."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.db import models
from django.urls import reverse

register = template.Library()


@register.filter
def of(values: Mapping[str, Any], name: str) -> Any:
    """Return the value of this name, or nothing."""
    return values.get(name, "")


@register.filter
def desk_address(record: models.Model) -> str:
    """Return the record's page at the desk."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
