"""Writing the sources that a sender names."""

import hashlib

from django.utils import timezone

from cities.models import Source


def sources_of(rows: list[tuple[str, str]], language: str) -> list[Source]:
    """The sources under these addresses: those of the register, and new ones read today."""
    found = []
    for url, title in rows:
        source, _new = Source.objects.get_or_create(
            url=url,
            defaults={
                "key": f"sent-{hashlib.sha256(url.encode()).hexdigest()[:16]}",
                "title": title or url[:500],
                "language": language,
                "accessed_on": timezone.localdate(),
            },
        )
        found.append(source)
    return found
