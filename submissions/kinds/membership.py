"""A membership: a place in a network, since when, and where one can read that."""

from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cities.models import City
from networks.models import Membership, Network
from submissions.kinds.base import Page, SubmissionForm
from submissions.kinds.dating import Date
from submissions.kinds.fields import Sources
from submissions.kinds.founding import NewPlaceQuestion
from submissions.kinds.networking import NetworkChoice
from submissions.kinds.sourcing import sources_of
from submissions.models import Kind

Status = Membership.Status


class MembershipForm(NewPlaceQuestion, SubmissionForm):
    """Who belongs to which network."""

    kind = Kind.MEMBERSHIP
    heading = _("Report a membership")
    heading_of_change = _("Update a membership")
    settled_by_record = ("where", "new-place")
    unsaid = {"status": Status.LISTED}
    pages = (
        Page("where", _("Who is a member, and where?"), ("place", "place_slug", "network")),
        NewPlaceQuestion.page_of_new,
        Page("when", _("Since when, and as what?"), ("status", "role", "joined", "left")),
        Page("sources", _("Where can one read that?"), ("sources",)),
    )

    network = NetworkChoice(
        label=_("Which network?"),
        help_text=_("Networks, alliances, pledges and programmes of the register."),
    )
    status = forms.ChoiceField(
        label=_("What is the municipality there?"),
        choices=[choice for choice in Status.choices if choice[0] != Status.LISTED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the municipality is there.")},
    )
    role = forms.ChoiceField(
        label=_("Does it have a part of its own?"),
        choices=Membership.Role.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    joined = Date(label=_("Since when?"), required=False)
    left = Date(label=_("Until when?"), help_text=_("Only if it has left."), required=False)
    sources = Sources(
        label=_("Sources"),
        help_text=_("A resolution, the network’s list of members, a report."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.record and self.record.status == Status.LISTED and "status" in self.fields:
            self.fields["status"].choices = Status.choices  # type: ignore[attr-defined]

    def clean(self) -> Any:
        values: dict[str, Any] = super().clean() or {}
        joined, left = values.get("joined"), values.get("left")
        if left and values.get("status") and values["status"] != Status.LEFT:
            self.add_error(
                "left", _("You chose that it is still there. Leave the end open, or choose that it has left.")
            )
        elif joined and left and int(left) < int(joined):
            self.add_error("left", _("The end lies before the beginning."))
        if self.record and "joined" not in self.errors:
            others = self._those_of(self.record.city, self.record.network).exclude(pk=self.record.pk)
            if "joined" in self.fields and others.filter(joined=joined).exists():
                self.add_error(
                    "joined", _("The register has another membership of this place with this date.")
                )
        return values

    @staticmethod
    def _those_of(city: City, network: Network) -> Any:
        return Membership.objects.filter(city=city, network=network)

    def city(self) -> City | None:
        return self.record.city if self.record else super().city()

    def subject(self) -> str:
        if self.record:
            return str(self.record)
        city, network = self.city(), self.cleaned_network()
        place = city.name if city else " ".join(self.data.get("place", "").split())[:120]
        return f"{place} – {network}" if network else place

    def cleaned_network(self) -> Network | None:
        """The network that was chosen."""
        return Network.objects.published().filter(slug=self.data.get("network", "")).first()

    def meant(self) -> Membership | None:
        """The published membership of this place in this network, the latest if there were several."""
        city, network = self.city(), self.cleaned_network()
        if city is None or network is None:
            return None
        return (
            Membership.objects.published()
            .filter(city=city, network=network)
            .order_by(F("joined").desc(nulls_last=True))
            .first()
        )

    def twins(self) -> list[Membership]:
        """Published memberships of this place in this network."""
        city, network = self.city(), self.cleaned_network()
        if city is None or network is None:
            return []
        return list(Membership.objects.published().filter(city=city, network=network).order_by("pk"))

    def written_over(self) -> Membership | None:
        city, network = self.city(), self.cleaned_network()
        if self.record or city is None or network is None:
            return None
        return self._those_of(city, network).filter(joined=self.cleaned_data.get("joined")).first()

    @classmethod
    def typed_of(cls, record: Membership, language: str) -> dict[str, list[str]]:
        sources = list(record.sources.all())
        return {
            "place": [record.city.name_in(language)],
            "place_slug": [record.city.slug],
            "network": [record.network.slug],
            "status": [record.status],
            "role": [record.role],
            "joined": [str(record.joined or "")],
            "left": [str(record.left or "")],
            "sources_url": [source.url for source in sources],
            "sources_title": [source.title for source in sources],
        }

    def write(self, record: Membership | None) -> Membership:
        values = self.cleaned_data
        membership = record
        if membership is None:
            city, network = self.found(), values["network"]
            # The same one may have come into the register meanwhile: a preview is drawn over it.
            membership = self._those_of(city, network).filter(joined=values["joined"]).first()
            membership = membership or Membership(city=city, network=network)
        membership.status = values["status"]
        membership.role = values["role"] or Membership.Role.MEMBER
        membership.joined, membership.left = values["joined"], values["left"]
        membership.save()
        membership.sources.set(sources_of(values["sources"], self.language))
        return membership
