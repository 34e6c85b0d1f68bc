"""Answers: a content, question by question.

All content is what was typed: lists of strings by name of an input, as a browser sends them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from submissions.kinds.base import SubmissionForm, Typed

Content = dict[str, list[str]]
Row = tuple[tuple[str, str], ...]  # the name and the value of each input that is not empty
Form = type[SubmissionForm]
# These begin the names of what a page carries along of each answer: as its inputs were drawn, and as it was kept then.
SHOWN, KEPT = "shown_", "kept_"


def questions(form: Form) -> Iterator[str]:
    """The names of all questions of a kind."""
    return (name for page in form.pages for name in page.fields)


def answer(form: Form, name: str, typed: Typed, *others: Typed) -> Content:
    """What is answered there; the inputs are those that any of the contents has."""
    given = {each for content in (typed, *others) for each in content}
    return {each: list(typed.get(each, [])) for each in form.inputs(name, given)}


def rows(form: Form, name: str, typed: Typed) -> list[Row]:
    """The answer as it can be compared: line breaks, blank rows and the order of boxes say nothing."""
    columns = [
        [(each, value.replace("\r\n", "\n").strip()) for value in typed[each]]
        for each in sorted(form.inputs(name, typed))
    ]
    found = (tuple(cell for cell in row if cell and cell[1]) for row in zip_longest(*columns))
    return sorted(row for row in found if row)


def agree(form: Form, name: str, one: Typed, other: Typed) -> bool:
    """Whether two contents answer the same."""
    return rows(form, name, one) == rows(form, name, other)


def named(form: Form, typed: Typed) -> dict[str, str]:
    """A name for each answer, shorter than it is: two equal names, two answers that say the same."""
    return {name: _named(rows(form, name, typed)) for name in questions(form)}


def same(form: Form, given: Mapping[str, str], mark: str, typed: Typed) -> set[str]:
    """The questions that are answered as the page that was ``given`` carries it along with this ``mark``."""
    return {name for name, now in named(form, typed).items() if given.get(f"{mark}{name}") == now}


def _named(found: list[Row]) -> str:
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:12]
