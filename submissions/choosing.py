"""Choosing, answer by answer, between what the register holds and what was sent: for a submission that is merged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from cities.differing import Piece, differences
from submissions.answers import Content, Row, agree, answer, rows
from submissions.differing import answer_in
from submissions.kinds import FORMS, SubmissionForm
from submissions.kinds.base import Typed
from submissions.kinds.fields import Sources

CHOICE = "choice_"  # begins the names of what is chosen


class Side(TextChoices):
    """Whose answer is published."""

    HELD = "held", pgettext_lazy("one of several answers", "In the register")
    SENT = "sent", pgettext_lazy("one of several answers", "Sent in")
    BOTH = "both", pgettext_lazy("one of several answers", "Both")
    OWN = "own", pgettext_lazy("one of several answers", "As edited by hand")


@dataclass(frozen=True)
class Option:
    """An answer that can be chosen, as it differs from the register's."""

    side: Side
    pieces: list[Piece]
    chosen: bool


class Choosing:
    """A record's answers beside those that were sent."""

    def __init__(self, kind: str, held: Typed, sent: Typed) -> None:
        self.form = FORMS[kind]
        self.held, self.sent = held, sent
        self.questions = [
            name
            for page in self.form.pages
            if page.name not in self.form.settled_by_record
            for name in page.fields
        ]

    def outset(self, before: Typed | None = None, edited: Typed | None = None) -> Content:
        """With what it begins: what the register lacks is filled, what it has stays, and the sources are those of both.

        Answers that differ between ``before`` and ``edited`` an editor has changed by hand: those stay.
        """
        found = dict(self.sent)
        for name in self.questions:
            found |= self._sides(name)[self._first(name)]
            if edited is not None and before is not None and not self._agree(name, before, edited):
                found |= self._answer(name, edited)
        return found

    def renewed(self, edited: Typed, before: Typed) -> Content:
        """What was chosen so far; what was sent otherwise ``before``, begins anew."""
        found = dict(edited)
        for name in self.questions:
            if not self._agree(name, before, self.sent):
                found |= self._sides(name)[self._first(name)]
        return found

    def undone(self, edited: Typed) -> Content:
        """What was sent, with the answers that an editor has changed by hand."""
        found = dict(self.sent)
        for name in self.questions:
            if self._side(name, edited) == Side.OWN:
                found |= self._answer(name, edited)
        return found

    def chosen(
        self, given: Mapping[str, str], typed: Typed, alone: Collection[str]
    ) -> tuple[Content, list[str]]:
        """The content after what was chosen, and the questions where something else was typed beside the choice.

        There what was typed counts, so that nothing of it is lost. ``alone`` are the questions whose inputs nobody touched.
        """
        found, unclear = dict(typed), []
        for name in self.questions:
            side, offered = given.get(f"{CHOICE}{name}"), self._sides(name)
            if side not in offered:
                continue
            if name in alone:
                found |= offered[Side(side)]
            elif not self._agree(name, typed, offered[Side(side)]):
                unclear.append(name)
        return found, unclear

    def offers(self, typed: Typed, held: SubmissionForm, own: SubmissionForm) -> dict[str, list[Option]]:
        """Where both have an answer, or only the sender: what can be chosen.

        ``held`` is the form as the register fills it, ``own`` as it is filled with what is ``typed``.
        """
        forms = {Side.HELD: held, Side.OWN: own}
        for side in (Side.SENT, Side.BOTH):
            whole = dict(typed)
            for name in self.questions:
                whole |= self._sides(name).get(side, {})
            forms[side] = self.form(whole, language=own.language, record=own.record)
            forms[side].is_valid()
        found = {}
        for name in self.questions:
            sides = self._sides(name)
            richest = sides.get(Side.BOTH, sides[Side.SENT])
            if name not in forms[Side.SENT].fields or not self._rows(name, self.sent):
                continue
            if self._agree(name, self.held, richest):
                continue
            chosen, old = self._side(name, typed), answer_in(forms[Side.HELD], name)
            found[name] = [
                Option(side, differences(old, answer_in(forms[side], name)), side == chosen)
                for side in (*sides, Side.OWN)
            ]
        return found

    def _sides(self, name: str) -> dict[Side, Content]:
        sides = {Side.HELD: self._answer(name, self.held), Side.SENT: self._answer(name, self.sent)}
        if isinstance(self.form.base_fields[name], Sources) and self._rows(name, self.held):
            rows = Sources.of_both(self._pairs(name, self.held), self._pairs(name, self.sent))
            addresses, titles = [url for url, _title in rows], [title for _url, title in rows]
            sides[Side.BOTH] = {f"{name}_url": addresses, f"{name}_title": titles}
        return sides

    def _first(self, name: str) -> Side:
        if Side.BOTH in self._sides(name):
            return Side.BOTH
        silent = ((name, self.form.unsaid.get(name)),)
        known = [row for row in self._rows(name, self.held) if row != silent]
        return Side.HELD if known or not self._rows(name, self.sent) else Side.SENT

    def _side(self, name: str, typed: Typed) -> Side:
        """Whose answer this is."""
        sides = self._sides(name)
        return next((side for side in sides if self._agree(name, typed, sides[side])), Side.OWN)

    def _answer(self, name: str, typed: Typed) -> Content:
        return answer(self.form, name, typed, self.held, self.sent)

    def _pairs(self, name: str, typed: Typed) -> list[tuple[str, str]]:
        return list(zip_longest(typed.get(f"{name}_url", []), typed.get(f"{name}_title", []), fillvalue=""))

    def _agree(self, name: str, one: Typed, other: Typed) -> bool:
        return agree(self.form, name, one, other)

    def _rows(self, name: str, typed: Typed) -> list[Row]:
        return rows(self.form, name, typed)
