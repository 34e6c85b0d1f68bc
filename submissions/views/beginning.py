"""Ways into the forms: what one can send, and forms about a record that is there already."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from submissions.kinds import FORMS
from submissions.models import Kind
from submissions.records import published
from submissions.views.filling import start
from submissions.views.guarding import private


@dataclass(frozen=True)
class Offer:
    """Something that one can send."""

    kind: Kind
    what: Any
    minutes: int

    @property
    def heading(self) -> Any:
        return FORMS[self.kind].heading

    @property
    def address(self) -> str:
        """Where one begins; none for what begins on the page that it concerns."""
        return "" if FORMS[self.kind].needs_record else reverse("submit-kind", args=[self.kind])


OFFERS = (
    Offer(
        Kind.PRACTICE,
        _(
            "Something your municipality does that others can copy: what it is, how it works, what came of it."
        ),
        15,
    ),
    Offer(
        Kind.CITY,
        _("Its portrait and its facts; also of a place that the register does not have yet."),
        10,
    ),
    Offer(
        Kind.MEMBERSHIP,
        _("A place has joined a network, left it, or belongs to it for longer than it says here."),
        4,
    ),
    Offer(
        Kind.RESOLUTION,
        _("What a council decided: when, with how many votes, and where the paper can be read."),
        5,
    ),
    Offer(
        Kind.CORRECTION,
        _(
            "Something is wrong, out of date or missing? At the foot of every page of a place, a network or a practice stands the button “Suggest a correction”."
        ),
        3,
    ),
)


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What one can send, how long it takes and what happens then."""
    return render(request, "submissions/landing.html", {"offers": OFFERS})


@private
def correct(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A correction of a published record."""
    record = published(kind, slug)
    if record is None:
        raise Http404
    return start(request, FORMS[Kind.CORRECTION], record)


@private
def change(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A change of a published record: its form, filled with what the record says."""
    form_class = FORMS.get(kind)
    record = published(kind, slug)
    if form_class is None or record is None:
        raise Http404
    return start(request, form_class, record, form_class.typed_of(record, get_language() or "en"))
