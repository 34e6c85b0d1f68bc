"""Composing: a letter becomes a mail, in its reader's language, as plain text and as simple HTML."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from submissions import mailing
from submissions.letters import WRITERS, Part, Text, link
from submissions.models import Letter
from submissions.states import Mail


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """The mail, ready to be sent; None if there is nobody to send it to, or nothing to say."""
    with override(language_of(letter)):
        recipients = recipients_of(letter)
        text = WRITERS[Mail(letter.mail)](letter) if recipients else None
        if text is None:
            return None
        plain = render_to_string("submissions/mail.txt", {"body": plain_of(text), **frame()})
        html = render_to_string("submissions/mail.html", {"text": text, **frame()})
        mail = EmailMultiAlternatives(
            subject=one_line(text.subject),
            body=plain,
            from_email=addressed(_("City by City"), settings.DEFAULT_FROM_EMAIL),
            to=recipients,
            reply_to=[settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else None,
            headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
        )
    mail.attach_alternative(html, "text/html")
    return mail


def language_of(letter: Letter) -> str:
    """The reader's language."""
    if letter.representative:
        return letter.representative.language
    if letter.submission is None or Mail(letter.mail).to_editors:
        return settings.EDITORS_LANGUAGE
    return letter.submission.language


def recipients_of(letter: Letter) -> list[str]:
    """Whom it goes to."""
    if letter.mail == Mail.DIGEST:
        return settings.EDITORS_DAILY
    if Mail(letter.mail).to_editors:
        return settings.EDITORS_AT_ONCE
    if letter.representative:
        return [addressed(letter.representative.name, letter.representative.email)]
    sender = getattr(letter.submission, "sender", None)
    if sender is None or not sender.email:
        return []
    if not mailing.is_for(letter, sender.email):
        return []
    # What goes to an address that may not be the sender's holds nothing typed: nobody sends their words through us.
    return [addressed("" if letter.mail in mailing.UNPROVEN else sender.name, sender.email)]


def addressed(name: str, address: str) -> str:
    """An address with its owner's name before it; Django encodes what is not ASCII."""
    name = one_line(name).replace("\\", "").replace('"', "'")
    return f'"{name}" <{address}>' if name else address


def one_line(text: str) -> str:
    """The text as a header may hold it."""
    return "".join(each for each in " ".join(text.split()) if each.isprintable())


def message_id(letter: Letter) -> str:
    """The same for the same letter, however often it goes out."""
    name = salted_hmac("submissions.composing", letter.key, algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def frame() -> dict[str, str]:
    """What stands around each mail's own words."""
    return {
        "site_address": link("front"),
        "imprint_address": link("imprint"),
        "privacy_address": link("privacy"),
        "operator": settings.OPERATOR_NAME,
    }


def plain_of(text: Text) -> str:
    """The parts as plain text."""
    return "\n\n".join(_plain(part) for part in text.parts)


def _plain(part: Part) -> str:
    # Lines are not broken: mail programs do that, after the width of their window.
    match part.kind:
        case "act":
            return f"{part.text}:\n{part.address}"
        case "quote":
            return "\n".join(f"> {line}" for line in part.lines)
        case "rows":
            return "\n".join(
                f"{label if label.endswith('?') else label + ':'} {answer}" for label, answer in part.rows
            )
        case _:
            return part.text
