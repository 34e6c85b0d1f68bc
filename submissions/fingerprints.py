"""Fingerprints: naming the content that somebody looks at, to notice that it changed before they decided."""

import hashlib
import json
from typing import Any

from submissions.models import Submission
from submissions.states import Act


class StaleError(Exception):
    """The content is no longer what was looked at."""


def fingerprint(submission: Submission) -> str:
    """Names what editors look at: what the sender sent and answered last, and what editors have made of it since."""
    answers = submission.events.filter(act=Act.ANSWER).count()
    return _named(submission, submission.payload, submission.edited, submission.duplicate_of, answers)


def fingerprint_of_draft(submission: Submission) -> str:
    """Names what the sender would send now, photos included."""
    return _named(submission, submission.typed)


def _named(submission: Submission, *content: Any) -> str:
    photos = list(submission.uploads.values_list("key", "alt", "credit", "licence", "agreed"))
    named = json.dumps([*content, photos], sort_keys=True)
    return hashlib.sha256(named.encode()).hexdigest()[:16]
