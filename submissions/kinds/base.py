"""What all forms of submissions have in common: pages of a few questions over one set of fields.

The same class checks what was typed, shows it, fills itself from a record, and writes the record.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from cities.models import City, translated
from submissions.models import Language

Typed = Mapping[str, list[str]]
OTHER = "other_"  # begins the names of answers in a second language


def other_language(language: str) -> str:
    """The language in which a sender may add the same texts."""
    return next(code for code in Language.values if code != language)


class LanguageQuestion(forms.Form):
    """In which language the sender writes."""

    written_in = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("The editors translate. If you like, you can add the other language at the end."),
    )


@dataclass(frozen=True)
class Page:
    """A page of the form: a few questions that belong together."""

    name: str  # part of its address
    title: Any
    fields: tuple[str, ...]
    lead: Any = ""
    template: str = "submissions/page.html"
    card: bool = False  # shows beside it the card as it will look
    beside: bool = False  # not one of the steps: the page before sending leads there


@dataclass(frozen=True)
class Row:
    """A question and its answer, as they are shown before sending and at the desk."""

    name: str
    label: str
    answer: str  # empty if there is none
    page: str


class SubmissionForm(forms.Form):
    """A form over what a sender typed. Filled with ``typed``: lists of strings by name, as a browser sends them."""

    kind: ClassVar[str]
    heading: ClassVar[Any]  # what the sender does: the name of the form
    heading_of_change: ClassVar[Any] = ""  # the same for a record that is there already
    pages: ClassVar[tuple[Page, ...]]
    # Questions without whose answers there is no preview; the others may still be open or faulty then. None: all.
    least: ClassVar[tuple[str, ...] | None] = None
    # Pages that a change does not ask again: the record it is about has answered them.
    settled_by_record: ClassVar[tuple[str, ...]] = ()
    # Whether accepting it writes a record. If not, editors do by hand what it asks for, and say so.
    writes: ClassVar[bool] = True
    # Whether it is always about a record that is there already.
    needs_record: ClassVar[bool] = False
    # Answers that say nothing: whoever knows more fills them.
    unsaid: ClassVar[Mapping[str, str]] = {}
    # Whether the sender must say in which function they write.
    asks_function: ClassVar[bool] = True
    use_required_attribute = (
        False  # the server says what is missing, in the reader's language and beside the field
    )

    def __init__(
        self, typed: Typed, *, language: str, page: Page | None = None, record: Any | None = None
    ) -> None:
        super().__init__(MultiValueDict(typed), label_suffix="", error_class=forms.utils.ErrorList)
        self.language = language
        self.page = page
        self.record = record
        if record is not None:
            for settled in self.pages:
                if settled.name in self.settled_by_record:
                    for name in settled.fields:
                        del self.fields[name]
        if page is not None:
            for name in set(self.fields) - set(page.fields):
                del self.fields[name]

    @classmethod
    def steps(cls, typed: Typed, *, changing: bool = False) -> list[Page]:
        """The pages to go through, in order, after what was typed so far; ``changing`` a record that is there."""
        return [
            page
            for page in cls.pages
            if not page.beside and not (changing and page.name in cls.settled_by_record)
        ]

    @property
    def asked(self) -> list[Page]:
        """The pages whose questions this form has."""
        return [page for page in self.pages if not (self.record and page.name in self.settled_by_record)]

    @classmethod
    def page_named(cls, name: str) -> Page | None:
        """The page of this name."""
        return next((page for page in cls.pages if page.name == name), None)

    @classmethod
    def names(cls, page: Page, given: Mapping[str, Any]) -> list[str]:
        """Which of the given names belong to the page's questions; some take several inputs (date_0, date_1)."""
        own = set(page.fields)
        return [name for name in given if name in own or name.rpartition("_")[0] in own]

    @classmethod
    def inputs(cls, name: str, given: Iterable[str]) -> list[str]:
        """Which of the given names are inputs of this question, and of no other."""
        return [
            each
            for each in given
            if each == name or (each.rpartition("_")[0] == name and each not in cls.base_fields)
        ]

    @classmethod
    def typed_from(cls, page: Page, data: MultiValueDict[str, str]) -> dict[str, list[str]]:
        """What was typed on the page. A question without any answer is typed as empty: boxes can be unticked.

        NUL, which PostgreSQL takes in no question either, goes here: answers are looked up before they are checked.
        """
        found: dict[str, list[str]] = {name: [] for name in page.fields}
        for name in cls.names(page, data):
            if "\0" not in name:
                found[name] = [value.replace("\0", "") for value in data.getlist(name)]
        return found

    def settled(self) -> dict[str, list[str]]:
        """What checking has settled beyond what was typed, to be kept with it."""
        return {}

    def city(self) -> City | None:
        """The published place that the submission is about, as far as it is known."""
        return None

    def meant(self) -> Any | None:
        """The published record that the first page shows it to be about: what follows changes that."""
        return None

    def alike(self) -> list[Any]:
        """Records of the register that may be the same."""
        return []

    def twins(self) -> list[Any]:
        """Those with which an editor may merge it."""
        return self.alike()

    def written_over(self) -> Any | None:
        """The record of the register that a new one would be written over, unseen."""
        return None

    def subject(self) -> str:
        """What the submission is about, in a few words."""
        raise NotImplementedError

    def rows(self, *, unanswered: bool = False) -> Iterator[Row]:
        """Every answered question, page by page; ``unanswered``: also those that may stay so, but for the second language."""
        steps = self.steps(dict(self.data.lists()), changing=self.record is not None)  # type: ignore[attr-defined]
        for page in (*steps, *(page for page in self.pages if page.beside)):
            for name in page.fields:
                if name not in self.fields or not self.is_shown(name):
                    continue
                answer = self.answer(name)
                if answer or (unanswered and not page.beside and name not in self.errors):
                    yield Row(name, str(self.fields[name].label), answer, page.name)

    def is_shown(self, name: str) -> bool:
        """Whether the answer says something to people; some only hold what others settled."""
        return getattr(self.fields[name], "shown", True)

    def answer(self, name: str) -> str:
        """What was answered, in words."""
        value = self.cleaned_data.get(name)
        spoken = getattr(self.fields[name], "spoken", None)
        if spoken:
            return str(spoken(value))
        choices = dict(getattr(self.fields[name], "choices", ()) or ())
        if isinstance(value, list | models.QuerySet):
            return ", ".join(str(choices.get(each, each)) for each in value)
        return str(choices.get(value, value) if value not in (None, "") else "")

    @classmethod
    def told_of(cls, record: Any, sent: Typed) -> Typed:
        """What was sent as a new record, as answers about one that is there already."""
        return sent

    @classmethod
    def typed_of(cls, record: Any, language: str) -> dict[str, list[str]]:
        """What a sender would have typed to get the record as it is, in the given language."""
        raise NotImplementedError

    def write(self, record: Any | None) -> Any:
        """Write what was typed to the record, or to a new one, and return it. In the caller's transaction."""
        raise NotImplementedError

    def in_language(self, before: LazyI18nString | str | None, name: str) -> LazyI18nString | str:
        """A text in several languages, with the sender's language renewed by the answer ``name``, and the other one by its twin.

        The same text if that changes nothing.
        """
        known = translated(before)
        values = {**known, self.language: self.cleaned_data[name]}
        if other := self.cleaned_data.get(f"{OTHER}{name}"):
            values[other_language(self.language)] = other
        values = {language: value for language, value in values.items() if value}
        return before if before is not None and values == known else LazyI18nString(values or "")
