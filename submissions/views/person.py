"""Requests of a person: what is held of them by their e-mail address, as a page or a file; and erasing it.

The address travels in the body of requests only, so that no log of addresses holds it.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from cities.desk.proving import password_again
from submissions import purging


class AddressForm(forms.Form):
    """Whose data."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the person"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@sensitive_post_parameters("email")
def person(request: HttpRequest, frame: dict[str, Any]) -> HttpResponse:
    """Ask for an address, show what is held, hand it out or erase it."""
    form = AddressForm(request.POST or None)
    found = form.is_valid()
    email = form.cleaned_data["email"] if found else ""
    act = request.POST.get("act", "")
    if found and act == "erase":
        answer: HttpResponse = password_again(_erase)(request, email)
        return answer
    held = purging.held_of(email) if found else {}
    if found and act == "download":
        return JsonResponse(
            held,
            json_dumps_params={"indent": 1, "ensure_ascii": False},
            headers={"Content-Disposition": 'attachment; filename="held.json"', "Cache-Control": "no-store"},
        )
    context = {
        **frame,
        "title": _("Requests of a person"),
        "form": form,
        "email": email,
        "held": held,
        "anything": any(held.values()),
    }
    return TemplateResponse(request, "admin/submissions/person.html", context)


def _erase(request: HttpRequest, email: str) -> HttpResponse:
    number = purging.erase(email)
    text = ngettext(
        "Erased: what was held of this person, in %(number)d submission.",
        "Erased: what was held of this person, in %(number)d submissions.",
        number,
    )
    messages.success(request, text % {"number": number})
    return redirect("admin:submissions_person")
