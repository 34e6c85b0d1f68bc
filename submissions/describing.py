"""What a sender says of a photo: without it, it cannot be published."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from practices.models import Licence
from submissions.kinds.fields import PlainText
from submissions.models import Upload

LONGEST_ALT, LONGEST_CREDIT = 300, 120


class PhotoTexts(forms.Form):
    """Description, credit, licence, and the right to publish."""

    use_required_attribute = False

    alt = PlainText(
        label=_("What is to be seen?"),
        help_text=_(
            "For people who cannot see the photo. One or two sentences."
            " Example: Two women at the counter of the town hall hold a new city card."
        ),
        max_length=LONGEST_ALT,
        lines=True,
        rows=3,
        error_messages={"required": _("Describe what is to be seen.")},
    )
    credit = PlainText(
        label=_("Who took the photo?"),
        help_text=_(
            "As it should stand beside the photo. Example: Kim Muster, or: City of Potsdam, press office"
        ),
        max_length=LONGEST_CREDIT,
        error_messages={"required": _("Say who took the photo.")},
    )
    licence = forms.ChoiceField(
        label=_("Under which licence?"),
        help_text=_(
            "What others may do with it; whoever took the photo decides."
            " Example: with CC BY 4.0 everybody may use it who names the photographer."
        ),
        choices=[("", _("Please choose")), *Licence.choices],
        error_messages={"required": _("Choose a licence.")},
    )
    agreed = forms.BooleanField(
        label=_(
            "We may publish this photo under this licence. Everybody who can be recognised in it agrees."
        ),
        help_text=_(
            "For children, their parents agree. Example: you asked them, or nobody’s face can be made out."
        ),
        error_messages={"required": _("Confirm that the photo may be published.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"label_suffix": "", **options})

    @classmethod
    def of(cls, upload: Upload, *, checked: bool) -> "PhotoTexts":
        """The texts of a photo that is kept; ``checked`` says what is missing."""
        known = {name: getattr(upload, name) for name in cls.base_fields}
        if checked:
            return cls({f"{upload.key}-{name}": value for name, value in known.items()}, prefix=upload.key)
        return cls(initial=known, prefix=upload.key)

    @classmethod
    def typed(cls, given: MultiValueDict[str, str], prefix: str) -> "PhotoTexts":
        """What was typed, as it was, without a word about faults."""
        return cls(
            initial={name: given.get(f"{prefix}-{name}", "") for name in cls.base_fields}, prefix=prefix
        )

    def values(self) -> dict[str, Any]:
        """What was typed: cleaned where it is good, else as it stands, as far as it can be kept."""
        self.is_valid()
        alt, credit = (
            self.cleaned_data.get(name, self.data.get(self.add_prefix(name), "").replace("\0", ""))
            for name in ("alt", "credit")
        )
        return {
            "alt": alt[: Upload._meta.get_field("alt").max_length],
            "credit": credit[: Upload._meta.get_field("credit").max_length],
            "licence": self.cleaned_data.get("licence", ""),
            "agreed": self.cleaned_data.get("agreed", False),
        }
