"""Fields that several kinds of submissions ask for."""

import re
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# A tag, a comment or a declaration: people do not write these.
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]*>|<!--")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
# What else parts lines where text is pasted from.
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# As programs for texts write the items of a list; a page makes one of lines that begin with a hyphen.
_BULLET = re.compile(
    r"^[ \xa0]*(?:[•‣▪◦●○∙\uf0a7\uf0b7\uf0d8][ \t\xa0]*|[·–—*][ \t\xa0]+|o\t *)(?=\S)", re.MULTILINE
)
# Everything that is no text: control characters but the line feed, hyphens and blanks that nobody sees, and what turns
# the direction of others' text.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
MOST_ADDRESSES = 2


class PlainText(forms.CharField):
    """Plain text of one or several lines: no HTML, few addresses, no characters that nobody sees."""

    def __init__(
        self, *, lines: bool = False, rows: int = 6, addresses: int = MOST_ADDRESSES, **options: Any
    ) -> None:
        self.lines = lines
        self.addresses = addresses
        if label := options.get("label"):
            missing = {"required": format_lazy(_("Please answer: {question}"), question=label)}
            options["error_messages"] = missing | options.get("error_messages", {})
        if lines:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**options)

    default_error_messages = {
        "markup": _("Please write plain text, without HTML."),
        "addresses": _("Addresses of pages belong to the sources. Leave at most two in the text."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers cut what is pasted without a word. The page counts, the server says by how much."""
        limit = {"data-limit": self.max_length} if self.max_length and self.lines else {}
        return {**super().widget_attrs(widget), "maxlength": False, **limit}

    def to_python(self, value: Any) -> str:
        text = _LINE_END.sub("\n", str(value or ""))
        if self.lines:
            text = _BULLET.sub("- ", text)
        text = _CONTROLS.sub("", text.replace("\t", " "))
        text = re.sub(r"\n{3,}", "\n\n", text) if self.lines else " ".join(text.split())
        return str(super().to_python(text))

    def validate(self, value: str) -> None:
        super().validate(value)
        if _MARKUP.search(value):
            raise ValidationError(self.error_messages["markup"], code="markup")
        if len(_ADDRESS.findall(value)) > self.addresses:
            raise ValidationError(self.error_messages["addresses"], code="addresses")

    def run_validators(self, value: str) -> None:
        """As usual, but say by how much a text is too long."""
        if self.max_length is not None and len(value) > self.max_length:
            over = len(value) - self.max_length
            message = ngettext_lazy(
                "The text has %(length)d characters. Shorten it by %(over)d character.",
                "The text has %(length)d characters. Shorten it by %(over)d characters.",
                "over",
            )
            raise ValidationError(message % {"length": len(value), "over": over}, code="max_length")
        super().run_validators(value)


class Radios(forms.RadioSelect):
    """Of these nothing is chosen for anybody: not even that they do not know it, before they have said so."""

    def format_value(self, value: Any) -> list[str]:
        return [] if value is None else list(super().format_value(value))


class Year(forms.IntegerField):
    """A year in which something can have begun or ended."""

    default_error_messages = {
        "invalid": _("Enter a year in four digits, for example 2019."),
        "min_value": _("Enter a year from 1900 on."),
        "max_value": _("Enter a year up to %(limit_value)s."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "input-year"}))
        super().__init__(min_value=1900, max_value=2100, **options)


class SourcesWidget(forms.Widget):
    """Rows of an address and what is found there; a few more than are filled, and a button that gives more."""

    template_name = "submissions/sources_widget.html"
    use_fieldset = True
    LEAST, MOST = 3, 12  # rows that are offered
    KEPT = 40  # of a record that has more than these

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[tuple[str, str]]:
        addresses, titles = data.getlist(f"{name}_url"), data.getlist(f"{name}_title")
        rows = zip_longest(addresses, titles, fillvalue="")
        return [(url.strip(), title.strip()) for url, title in rows][: self.KEPT]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_url" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if any(row)]
        count = max(len(rows), min(max(self.LEAST, len(rows) + 2), self.MOST))
        context["widget"]["full"] = len(rows) >= self.MOST - 1
        context["widget"]["rows"] = (rows + [("", "")] * count)[:count]
        return context


class Sources(forms.Field):
    """Where one can read about it: addresses of pages, each with its title where the sender knows it."""

    widget = SourcesWidget
    default_error_messages = {
        "required": _("Name at least one page where this can be read."),
        "title": _("Source %(number)d has a title but no address."),
        "address": _("The address of source %(number)d cannot be read. It begins with https://."),
        "twice": _("Source %(number)d is named twice."),
    }

    @classmethod
    def of_both(cls, first: list[tuple[str, str]], second: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The rows of two answers, each address once, with its first title."""
        field, found = cls(), dict[str, tuple[str, str]]()
        for url, title in (*first, *second):
            try:
                address = field._address(url)
            except ValidationError:
                address = url
            if address or title:
                found.setdefault(address, (url, title))
        return list(found.values())

    def spoken(self, value: list[tuple[str, str]] | None) -> str:
        """The rows in words, one a line."""
        return "\n".join(f"{title}, {url}" if title else url for url, title in value or [])

    def _address(self, url: str) -> str:
        if not url:
            raise ValidationError(self.error_messages["title"])
        try:
            address = str(forms.URLField(max_length=1000, assume_scheme="https").clean(url))
        except ValidationError as error:
            raise ValidationError(self.error_messages["address"]) from error
        if not address.lower().startswith(("http://", "https://")):
            raise ValidationError(self.error_messages["address"])
        return address

    def to_python(self, value: Any) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        faults: list[ValidationError] = []
        title_field = PlainText(max_length=300, required=False)
        for number, (url, title) in enumerate(value or [], start=1):
            if not url and not title:
                continue
            try:
                address = self._address(url)
                if any(address == other for other, _title in found):
                    raise ValidationError(self.error_messages["twice"])
                found.append((address, title_field.clean(title)))
            except ValidationError as error:
                faults += [
                    ValidationError(each.message, each.code, {"number": number}) for each in error.error_list
                ]
        if faults:
            raise ValidationError(faults)
        return found
