"""How questions stand on a page, whatever they ask."""

import re

import pytest
from django.template.loader import render_to_string

from submissions import drafting
from submissions.kinds import FORMS, form_of
from tests.making import make_city, make_topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", FORMS)
def test_no_two_things_share_an_id_and_every_label_has_its_field(kind: str) -> None:
    city = make_city("altena")
    for slug in ("housing", "health"):
        make_topic(slug)
    record = city if FORMS[kind].needs_record else None
    submission = drafting.begin(kind, {}, language="en", form_key=kind, city=city, record=record)
    form = form_of(submission)
    page = "".join(render_to_string("submissions/_field.html", {"field": form[name]}) for name in form.fields)

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert {f"id_{name}" for name in form.fields if form[name].use_fieldset} <= set(ids)
    assert set(re.findall(r'\sfor="([^"]+)"', page)) <= set(ids)
