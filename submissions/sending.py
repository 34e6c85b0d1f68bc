"""Who sends: the only personal data that the house takes in."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.kinds.fields import PlainText
from submissions.models import Sender

FAULTY = _("This is no e-mail address. Example: name@example.org")
_COPIED = re.compile(r"(?:[^<>]*<|mailto:)([^<>\s]+@[^<>\s]+?)>?")


class Address(forms.EmailField):
    """An e-mail address, also as programs for mail copy it: Eva Muster <eva@town.example>."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=200,
            error_messages={"required": _("Please write your e-mail address."), "invalid": FAULTY},
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        copied = _COPIED.fullmatch(text)
        return copied[1] if copied else text


class SenderForm(forms.ModelForm):
    """Name, function and address of the sender. For the editors only."""

    use_required_attribute = False

    name = PlainText(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    function = PlainText(
        label=_("Your function"),
        help_text=_(
            "Your office and what you do there; no name here. Example: Office for Integration, city of Potsdam, adviser"
        ),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = Address(
        label=_("Your e-mail address"),
        help_text=_("We send you a link to confirm it, and the editors’ questions. Nothing else."),
    )
    phone = PlainText(
        label=_("Your phone number"),
        help_text=_("Only if you prefer to be called."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    class Meta:
        model = Sender
        fields = ["name", "function", "email", "phone"]

    def __init__(self, *arguments: Any, asks_function: bool = True, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["function"].required = asks_function

    @classmethod
    def of(cls, sender: Sender | None, *, asks_function: bool = True) -> "SenderForm":
        """The form as it would have to be sent to say what is known of the sender."""
        known = {name: getattr(sender, name) for name in cls.Meta.fields} if sender else {}
        return cls(known, instance=sender, asks_function=asks_function)

    def values(self) -> dict[str, str]:
        """What was typed: cleaned where it is good, as it stands where not."""
        return {name: self.cleaned_data.get(name, str(self.data.get(name, ""))) for name in self.fields}


class AddressForm(forms.Form):
    """An e-mail address alone, to send links to."""

    use_required_attribute = False

    email = Address(label=_("Your e-mail address"))

    def address(self) -> str:
        """The address, if it is one."""
        return str(self.cleaned_data.get("email", "")) if self.is_valid() else ""
