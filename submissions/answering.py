"""What a sender answers to the editors' question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.kinds.fields import PlainText


class AnswerForm(forms.Form):
    """The answer. Several sources may be asked for, so it may name more pages than other texts."""

    use_required_attribute = False

    answer = PlainText(
        label=_("Your answer"),
        max_length=4000,
        addresses=10,
        lines=True,
        rows=5,
        error_messages={
            "required": _("Write an answer."),
            "addresses": _("Leave at most ten addresses of pages in the text."),
        },
    )
