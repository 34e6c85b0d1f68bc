"""Asking for a network of the register."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.folding import fold
from networks.models import Network


def in_tree() -> Iterator[tuple[int, Network]]:
    """Published networks, each below the one that it belongs to, with how deep it stands; among equals by name."""
    found = Network.objects.published().order_by("slug")
    by_number = {network.pk: network for network in found}
    below: dict[int | None, list[Network]] = defaultdict(list)
    for network in sorted(by_number.values(), key=lambda network: fold(str(network.name))):
        below[network.parent_id if network.parent_id in by_number else None].append(network)
    stack = [(0, network) for network in reversed(below[None])]
    while stack:
        depth, network = stack.pop()
        yield depth, network
        stack += [(depth + 1, child) for child in reversed(below[network.pk])]


class Tree(forms.models.ModelChoiceIterator):
    """The networks to choose from in the order of their tree, in the reader's language."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", str(self.field.empty_label)
        for depth, network in in_tree():
            yield network.slug, f"{'– ' * depth}{called(network)}"


class NetworkChoice(forms.ModelChoiceField):
    """One network out of all. A list that browsers let one search by typing, so it needs no script."""

    iterator = Tree

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Network.objects.published(),
            to_field_name="slug",
            empty_label=_("Please choose"),
            error_messages={
                "required": _("Choose a network."),
                "invalid_choice": _("Choose a network of the list."),
            },
            **options,
        )

    def spoken(self, value: Network | None) -> str:
        """The network by its name."""
        return called(value) if value else ""


def called(network: Network) -> str:
    """The name of a network with the short one by which it is known."""
    name = str(network.name)
    return f"{name} ({network.short_name})" if network.short_name and network.short_name not in name else name
