"""Texts in several languages on the desk's forms: a box for each language, and above it which one it is."""

from typing import Any

from django.conf import settings
from django.forms import Widget
from i18nfield.forms import I18nTextarea, I18nTextInput, I18nWidget


class PerLanguage(I18nWidget):
    """The package's own names a language inside of its empty box only."""

    template_name = "desk/_in_languages.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return Widget.render(self, name, value, attrs, renderer)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The boxes, each with its language and, for screen readers, with the name of the field before it."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        names = dict(settings.LANGUAGES)
        for box, code in zip(context["widget"]["subwidgets"], self.locales, strict=True):
            box["language"] = names[code]
            box["attrs"]["aria-label"] = f"{self.field.label} ({names[code]})"
        return context


class LinePerLanguage(PerLanguage, I18nTextInput):
    """A line for each language."""


class TextPerLanguage(PerLanguage, I18nTextarea):
    """Several lines for each language."""
