"""What the log must not hold."""

import logging
import re

PRIVATE = re.compile(r"(/submissions/(?:representing/)?)[^/\s]+(?:/confirm/[^/\s]+)?")


class WithoutPrivateLinks(logging.Filter):
    """Blots out the tokens of private links: whoever reads the log must not be able to open them."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if "/submissions/" in message:
            record.msg, record.args = PRIVATE.sub(r"\1…", message), None
        return True
