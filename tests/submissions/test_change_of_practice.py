"""Changing a published practice: what the sender leaves alone stays as it is."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.models import translated
from practices.models import Practice
from submissions import drafting, reviewing
from submissions.kinds.practice import PracticeForm
from submissions.models import Submission
from submissions.records import state_of
from tests.submissions import senders

pytestmark = pytest.mark.django_db


def content(practice: Practice) -> dict[str, Any]:
    """Everything that a practice says, by name."""
    columns = {
        field.name: getattr(value := getattr(practice, field.name), "data", value)
        for field in practice._meta.concrete_fields
    }
    links = {
        field.name: sorted(getattr(practice, field.name).values_list("pk", flat=True))
        for field in practice._meta.many_to_many
    }
    return columns | links


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_practice_of_the_register_comes_out_as_it_went_in(register: None, language: str) -> None:
    practices = list(Practice.objects.published())
    assert len(practices) == 103
    for practice in practices:
        before = content(practice)
        sources = list(practice.sources.order_by("pk").values())
        form = PracticeForm(PracticeForm.typed_of(practice, language), language=language, record=practice)

        assert form.is_valid(), form.errors
        form.write(practice)

        after = Practice.objects.get(pk=practice.pk)
        assert content(after) == before
        assert list(after.sources.order_by("pk").values()) == sources


def test_from_the_button_to_the_changed_page(client: Client, register: None) -> None:
    editor = User.objects.create_user("editor", is_staff=True)
    practice = Practice.objects.published().filter(sources__isnull=False).order_by("slug").first()
    assert practice is not None
    before = content(practice)
    address = f"/de/submit/practice/{practice.slug}/"
    assert address in client.get(f"/de/practices/{practice.slug}/").content.decode()
    german = translated(practice.summary)["de"]
    page = client.get(address).content.decode()
    assert translated(practice.title)["de"][:20] in page

    typed = PracticeForm.typed_of(practice, "de")
    response = senders.send(
        client,
        address,
        **{name: typed[name] for name in ("title", "main_topic", "topics")},
        summary="Neu und kurz.",
    )
    assert response.status_code == 302
    submission = Submission.objects.get()
    assert (submission.record_kind, submission.record_id) == ("practice", practice.pk)
    assert submission.record_state == state_of(practice)
    assert (
        senders.send(client, senders.address(submission, "contact", "de"), **senders.SENDER).status_code
        == 302
    )
    assert senders.send(client, senders.address(submission, "send", "de")).status_code == 302
    submission.refresh_from_db()
    drafting.confirm(submission)
    reviewing.accept(submission, editor)

    practice.refresh_from_db()
    after = content(practice)
    assert translated(practice.summary) == {**before["summary"], "de": "Neu und kurz."}
    assert german != "Neu und kurz."
    unlike = {name for name in before if before[name] != after[name]}
    assert unlike == {"summary", "search_text", "full_text"}


def test_a_change_does_not_ask_for_the_place_again(client: Client, register: None) -> None:
    practice = Practice.objects.published().order_by("slug")[0]

    page = client.get(f"/en/submit/practice/{practice.slug}/").content.decode()

    assert "step 1 of 7" in page
    assert 'name="place"' not in page
    assert f"/en/practices/{practice.slug}/" in page
    assert "Update a practice" in page


@pytest.mark.parametrize("address", ["practice/nothing", "network/nothing", "correction/nothing"])
def test_nothing_to_change_has_no_form(client: Client, db: None, address: str) -> None:
    assert client.get(f"/en/submit/{address}/").status_code == 404
