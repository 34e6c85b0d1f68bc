"""Fingerprints: naming the content that somebody looks at, to notice that it changed before they decided."""

import hashlib
import json

from submissions.models import Submission


class StaleError(Exception):
    """The content is no longer what was looked at."""


def fingerprint(submission: Submission) -> str:
    """Names what the sender sent last, photos included: what editors look at."""
    return _named(submission, submission.payload)


def fingerprint_of_draft(submission: Submission) -> str:
    """Names what the sender would send now, photos included."""
    return _named(submission, submission.typed)


def _named(submission: Submission, typed: dict[str, list[str]]) -> str:
    photos = list(submission.uploads.values_list("key", "alt", "credit", "licence", "agreed"))
    content = json.dumps([typed, photos], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
