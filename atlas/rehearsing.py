"""Rehearsing: a page as it would be if what was sent were published. Nothing of it stays.

The record is really written and its real page is really drawn, in a transaction that is then undone: what the sender sees
differs from what acceptance will give in two things only. Nobody is invited to correct it, and what the editors have not
checked yet does not claim to be. Mails and other things that wait for the end of a transaction never happen.
"""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone

from atlas.views import cities, networks, practices
from cities.deeds import Deed
from cities.doing import doing
from cities.models import City, Source
from networks.models import Network
from practices.models import Practice
from submissions import illustrating, reviewing
from submissions.differing import carried_over
from submissions.kinds import FORMS, SubmissionForm, form_of
from submissions.models import Submission
from submissions.records import address_of
from submissions.states import State

PAGES: dict[type, Callable[..., HttpResponse]] = {
    City: cities.city,
    Network: networks.network,
    Practice: practices.practice,
}


class NoPageError(Exception):
    """There is nothing to show yet; ``problems`` are the faults to mend first, by name of the question."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Rehearsal:
    """What the page's frame has to know: where the page really stands, and where one goes back to."""

    path: str
    back: str
    at_desk: bool = False


def rehearse(
    request: HttpRequest,
    submission: Submission,
    typed: dict[str, list[str]],
    place: Rehearsal,
    *,
    photos: str,
    record: Any | None,
) -> HttpResponse:
    """The public page of the record with this content. NoPageError if too little is there, or it has no page.

    ``record`` is the one that is changed; without one it is made.
    ``photos`` begins the addresses at which whoever looks may see what is not published yet.
    """
    form = presentable(submission, carried_over(submission, typed, record), record)
    with transaction.atomic():
        # Nothing of this may stay, whatever happens: an exception undoes it as the last line does.
        try:
            newest = Source.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            theirs = reviewing.by_municipality(submission, form, record)
            with doing(Deed.Kind.ACCEPTED) as deed:
                record = reviewing.write(form, record, "")
            # Acceptance says that an editor has read what is named; so far nobody has.
            Source.objects.filter(pk__gt=newest).update(accessed_on=None)
            keys = illustrating.complete(submission)
            with suppress(ValidationError):  # more than a practice shows: the form says so
                illustrating.publish(submission, record, keys)
        except ValueError as error:  # of a place that is not in the register
            raise NoPageError({}) from error
        if record is None:
            raise NoPageError({})
        _pretend_accepted(submission, record, theirs, deed.deed)
        response = _page_of(request, record, place)
        _show_privately(response, photos, keys)
        transaction.set_rollback(True)
    return response


def _show_privately(response: HttpResponse, private: str, keys: list[str]) -> None:
    """Let the page ask for its new photos where they may be seen: no public address leads to them yet."""
    for key in keys:
        public = f"/photos/{key}-"
        response.content = response.content.replace(public.encode(), f"{private}{key}-".encode())


def presentable(
    submission: Submission, typed: dict[str, list[str]], record: Any | None = None
) -> SubmissionForm:
    """The form without the answers that do not fit yet, as far as a page can do without them."""
    kind = FORMS[submission.kind]
    if not kind.writes:
        raise NoPageError({})
    form = form_of(submission, typed=typed, record=record)
    if form.is_valid():
        return form
    faults = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    needed = set(kind.base_fields) if kind.least is None else set(kind.least)
    if needed & set(faults):
        raise NoPageError({name: texts for name, texts in faults.items() if name in needed})
    left = {
        name: values for name, values in typed.items() if not {name, name.rpartition("_")[0]} & set(faults)
    }
    form = form_of(submission, typed=left, record=record)
    for name in faults:
        form.fields[name].required = False
    if not form.is_valid():
        raise NoPageError(faults)
    return form


def _pretend_accepted(submission: Submission, record: Any, by_municipality: bool, deed: Deed | None) -> None:
    """The page says who sent what it shows."""
    Submission.objects.filter(pk=submission.pk).update(
        state=State.PUBLISHED,
        decided_at=timezone.now(),
        record_kind=record._meta.model_name,
        record_id=record.pk,
        by_municipality=by_municipality,
        duplicate_of=None,
        deed=deed,
    )


def _page_of(request: HttpRequest, record: Any, place: Rehearsal) -> HttpResponse:
    """The page that shows the record, drawn as if the visitor had asked for its own address."""
    address = address_of(record)
    match = resolve(address)
    asked = copy.copy(request)
    asked.path = asked.path_info = address
    asked.resolver_match = match
    vars(asked)["rehearsal"] = place
    shown = record if type(record) in PAGES else record.city
    return PAGES[type(shown)](asked, **match.kwargs)
