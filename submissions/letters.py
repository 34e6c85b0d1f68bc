"""Letters: what each mail says, in the active language. A new mail is a function here and a line in `WRITERS`.

Their words are written once, as parts; submissions/composing.py makes plain text and HTML of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions import course, drafting, representing
from submissions.kinds import form_of
from submissions.models import Letter, Submission
from submissions.records import address_of, current
from submissions.states import Mail, State

MOST_LISTED = 20


@dataclass(frozen=True)
class Part:
    """A part of a mail: a paragraph, something quoted, rows of a label and a text, or a link to act upon."""

    kind: str
    text: str = ""
    address: str = ""
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[str]:
        """The text line by line."""
        return self.text.splitlines()


@dataclass(frozen=True)
class Text:
    """What a mail says, without greeting and foot."""

    subject: str
    parts: list[Part]


def say(text: str) -> Part:
    """A paragraph."""
    return Part("say", text)


def act(label: str, address: str) -> Part:
    """A link to act upon."""
    return Part("act", label, address)


def quote(text: str) -> list[Part]:
    """What somebody wrote; nothing if they wrote nothing."""
    return [Part("quote", text)] if text.strip() else []


def rows(listed: list[tuple[str, str]]) -> list[Part]:
    """Texts below their labels; nothing if there are none."""
    return [Part("rows", rows=tuple(listed))] if listed else []


def link(name: str, *arguments: Any) -> str:
    """A whole address, in the active language."""
    return settings.SITE_URL + reverse(name, args=arguments)


# --- To the sender ---------------------------------------------------------------------------------


def confirm(letter: Letter) -> Text | None:
    """The link that confirms the address. Holds nothing that the sender typed."""
    submission = _submission(letter)
    if submission.state != State.UNCONFIRMED:  # confirmed or withdrawn while the mail server was away
        return None
    address = link("submission-confirm", drafting.token(submission), drafting.confirming_token(submission))
    return Text(
        _("Please confirm your e-mail address"),
        [
            say(
                _(
                    "Something was sent to our register with this e-mail address. Please confirm that the address is yours. Until then nobody reads what was sent."
                )
            ),
            act(_("Confirm the address"), address),
            say(
                ngettext(
                    "The link works for {days} day. What is not confirmed by then is deleted.",
                    "The link works for {days} days. What is not confirmed by then is deleted.",
                    settings.SUBMISSION_UNCONFIRMED_DAYS,
                ).format(days=settings.SUBMISSION_UNCONFIRMED_DAYS)
            ),
            *_private(submission),
            say(_("You did not send anything? Then you need not do anything.")),
        ],
    )


def received(letter: Letter) -> Text:
    """The address is confirmed; what comes next."""
    submission = _submission(letter)
    return Text(
        _("Received: {title}").format(title=title_of(submission)),
        [
            say(
                _("Thank you. Your address is confirmed, and “{title}” waits for the editors.").format(
                    title=title_of(submission)
                )
            ),
            say(_what_next()),
            *_private(submission),
        ],
    )


def question(letter: Letter) -> Text:
    """The editors ask, about the whole or about single fields."""
    submission, event = _submission(letter), letter.event
    form = form_of(submission, typed=submission.payload)
    notes = dict(event.notes) if event else {}
    named = [(str(field.label), notes.pop(name)) for name, field in form.fields.items() if name in notes]
    return Text(
        _("A question about “{title}”").format(title=title_of(submission)),
        [
            say(_("The editors have a question about “{title}”:").format(title=title_of(submission))),
            *quote(event.note if event else ""),
            *rows([*named, *notes.items()]),
            act(_("Answer or change it on your private page"), _page(submission)),
            say(_after_answer()),
        ],
    )


def published(letter: Letter) -> Text | None:
    """It is in the register."""
    submission = _submission(letter)
    if submission.state != State.PUBLISHED:  # taken back while the mail server was away
        return None
    address, noted = record_address(submission), quote(letter.event.note if letter.event else "")
    where = course.merged_into(submission)
    return Text(
        _("Published: {title}").format(title=title_of(submission)),
        [
            say(
                (
                    _("Thank you. What you told as “{title}” is in the register, for everybody to read.")
                    if where
                    else _("Thank you. “{title}” is in the register now, for everybody to read.")
                ).format(title=title_of(submission))
            ),
            *([say(where)] if where else []),
            *([act(_("See it on the site"), address)] if address else []),
            *([say(_("The editors write:")), *noted] if noted else []),
            say(_("If something changes, tell us on your private page; there you also see how it went.")),
            act(_("Your private page"), _page(submission)),
        ],
    )


def taken_back(letter: Letter) -> Text | None:
    """It is not in the register any more, and waits for review again."""
    submission = _submission(letter)
    if submission.state == State.PUBLISHED:  # again, while the mail server was away
        return None
    return Text(
        _("No longer published: {title}").format(title=title_of(submission)),
        [
            say(
                _("The editors have taken back the publication of “{title}”:").format(
                    title=title_of(submission)
                )
            ),
            *quote(letter.event.note if letter.event else ""),
            say(
                _(
                    "The register is as it was before. What you sent waits for review again; you get a mail when it is decided."
                )
            ),
            act(_("Your private page"), _page(submission)),
        ],
    )


def declined(letter: Letter) -> Text:
    """It is not published, and why."""
    submission = _submission(letter)
    return Text(
        _("Not published: {title}").format(title=title_of(submission)),
        [
            say(
                _("Thank you for “{title}”. The editors have decided not to publish it:").format(
                    title=title_of(submission)
                )
            ),
            *quote(letter.event.note if letter.event else ""),
            say(_("If you see it differently, please reply to this mail.")),
            act(_("Your private page"), _page(submission)),
        ],
    )


def withdrawn(letter: Letter) -> Text:
    """The sender has taken it back."""
    submission = _submission(letter)
    return Text(
        _("Withdrawn: {title}").format(title=title_of(submission)),
        [
            say(
                _("You have withdrawn “{title}”. Nothing of it will be published.").format(
                    title=title_of(submission)
                )
            ),
            say(_("If it was not you, please reply to this mail.")),
            act(_("Your private page"), _page(submission)),
        ],
    )


def link_asked_for(letter: Letter) -> Text | None:
    """The link of a draft, to go on later. Holds nothing that the sender typed."""
    submission = _submission(letter)
    if submission.state != State.DRAFT:
        return None
    return Text(
        _("Your link to continue"),
        [
            say(_("You wanted to continue later. What you typed so far is kept under this link.")),
            act(_("Continue"), _page(submission)),
            say(_("Whoever has this link can read and change it. Please do not pass it on.")),
            say(
                ngettext(
                    "It is kept for {days} day after your last change, then it is deleted.",
                    "It is kept for {days} days after your last change, then it is deleted.",
                    settings.SUBMISSION_DRAFT_DAYS,
                ).format(days=settings.SUBMISSION_DRAFT_DAYS)
            ),
            say(_("You did not type anything? Then you need not do anything.")),
        ],
    )


def links(letter: Letter) -> Text | None:
    """All links of one address. Holds nothing that a sender typed: somebody else may have given the address."""
    if letter.submission is None:
        return None
    address = letter.submission.sender.email
    own = Submission.objects.filter(sender__email__iexact=address).order_by("-begun_at", "-pk")
    return Text(
        _("Your links"),
        [
            say(
                _("Somebody, probably you, asked for the links to what was sent in with this e-mail address.")
            ),
            *(
                act(
                    _("{kind} of {date} ({state})").format(
                        kind=each.get_kind_display(),
                        date=_day(each.begun_at),
                        state=each.get_state_display(),
                    ),
                    _page(each),
                )
                for each in own
            ),
            say(_("Whoever has one of these links can read and change it. Please do not pass them on.")),
        ],
    )


def still_correct(letter: Letter) -> Text | None:
    """Once a year: whether what the register says of their municipality is still correct."""
    representative = letter.representative
    if representative is None or representative.ended_on:
        return None
    city = representative.city.name
    records = representing.records_of(representative)
    return Text(
        _("{city}: is everything still correct?").format(city=city),
        [
            say(
                _(
                    "You speak for {city} here. Once a year we ask whether what the register says is still correct:"
                ).format(city=city)
            ),
            *(act(str(record), link(record._meta.model_name or "", record.slug)) for record in records),
            say(_("Is all of it right, has something changed, or is somebody else in charge now?")),
            act(_("Answer on this page"), link("representing", representing.token(representative))),
            say(_("Whoever has this link can do the same. Please do not pass it on.")),
        ],
    )


# --- To the editors --------------------------------------------------------------------------------


def new(letter: Letter) -> Text:
    """A confirmed submission waits."""
    return _to_editors(letter, _("New: {title}"), _("A new submission waits for review."))


def answered(letter: Letter) -> Text:
    """The sender has answered a question."""
    return _to_editors(letter, _("Answered: {title}"), _("The sender has answered your question."))


def changed(letter: Letter) -> Text:
    """The sender has changed what waits."""
    return _to_editors(letter, _("Changed: {title}"), _("The sender has changed a submission that waits."))


def affirmed(letter: Letter) -> Text:
    """A sender says that what was published is still correct."""
    return _to_editors(
        letter, _("Still correct: {title}"), _("The sender says that what was published is still correct.")
    )


def digest(letter: Letter) -> Text:
    """What waits, by kind and state, the oldest first."""
    waiting = Submission.objects.open().order_by("sent_at", "pk")
    counts: dict[tuple[str, str], int] = {}
    for each in waiting:
        place = (each.get_kind_display(), each.get_state_display())
        counts[place] = counts.get(place, 0) + 1
    number = len(waiting)
    return Text(
        ngettext("{number} submission is open", "{number} submissions are open", number).format(
            number=number
        ),
        [
            *(say(f"{kind}, {state}: {count}") for (kind, state), count in sorted(counts.items())),
            say(_("The oldest first:")),
            *(
                act(
                    _("{title} ({state}, since {date})").format(
                        title=title_of(each), state=each.get_state_display(), date=_day(each.sent_at)
                    ),
                    desk_address(each),
                )
                for each in waiting[:MOST_LISTED]
            ),
        ],
    )


WRITERS: dict[Mail, Callable[[Letter], Text | None]] = {
    Mail.CONFIRM: confirm,
    Mail.RECEIVED: received,
    Mail.QUESTION: question,
    Mail.PUBLISHED: published,
    Mail.TAKEN_BACK: taken_back,
    Mail.DECLINED: declined,
    Mail.WITHDRAWN: withdrawn,
    Mail.LINK: link_asked_for,
    Mail.LINKS: links,
    Mail.STILL_CORRECT: still_correct,
    Mail.NEW: new,
    Mail.ANSWERED: answered,
    Mail.CHANGED: changed,
    Mail.AFFIRMED: affirmed,
    Mail.DIGEST: digest,
}


# --- What they tell of -----------------------------------------------------------------------------


def title_of(submission: Submission) -> str:
    """What it is about, in a few words."""
    form = form_of(submission, typed=submission.payload)
    return form.subject() or str(submission.get_kind_display())


def record_address(submission: Submission) -> str:
    """The page that shows the record it became; empty if there is none."""
    record = current(submission)
    return settings.SITE_URL + address_of(record) if record else ""


def desk_address(submission: Submission) -> str:
    """Where editors find it."""
    try:
        return link("admin:submissions_submission_change", submission.pk)
    except NoReverseMatch:
        return link("admin:index")


def _to_editors(letter: Letter, subject: str, first: str) -> Text:
    submission = _submission(letter)
    about = [(_("Kind"), str(submission.get_kind_display())), (_("Title"), title_of(submission))]
    if submission.city:
        about.append((_("Place"), str(submission.city)))
    if submission.by_municipality:
        about.append((_("Sender"), _("a confirmed representative of the municipality")))
    return Text(
        subject.format(title=title_of(submission)),
        [
            say(first),
            *quote(letter.event.note if letter.event else ""),
            *rows(about),
            act(_("Open it at the desk"), desk_address(submission)),
        ],
    )


def _what_next() -> str:
    days = settings.SUBMISSION_REVIEW_DAYS
    if not days:  # nothing is promised
        return _(
            "What happens next: the editors read it. Then you get a mail: it is published, or we ask you something, or we tell you why not."
        )
    return ngettext(
        "What happens next: the editors read it, usually within {days} day. Then you get a mail: it is published, or we ask you something, or we tell you why not.",
        "What happens next: the editors read it, usually within {days} days. Then you get a mail: it is published, or we ask you something, or we tell you why not.",
        days,
    ).format(days=days)


def _after_answer() -> str:
    days = settings.SUBMISSION_REVIEW_DAYS
    if not days:
        return _("After your answer the editors go on.")
    return ngettext(
        "After your answer the editors go on, usually within {days} day.",
        "After your answer the editors go on, usually within {days} days.",
        days,
    ).format(days=days)


def _private(submission: Submission) -> list[Part]:
    return [
        act(_("See how it goes, change or withdraw it on your private page"), _page(submission)),
        say(_("Whoever has this link can do the same. Please do not pass it on.")),
    ]


def _page(submission: Submission) -> str:
    return link("submission", drafting.token(submission))


def _submission(letter: Letter) -> Submission:
    if letter.submission is None:
        raise ValueError(f"letter {letter.pk} is about no submission")
    return letter.submission


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")
