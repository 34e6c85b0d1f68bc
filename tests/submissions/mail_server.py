"""A mail server for tests: takes mails on a port of this machine, keeps them, and does what a test wants with them."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

ACCEPTED = "250 OK"


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port on which nobody listens, and which the machine gives to nobody who doesn't ask for it."""
    with socket.socket() as reserved:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind(("127.0.0.1", 0))
        yield int(reserved.getsockname()[1])


class Server:
    """Keeps what it accepts. A test may set what it answers, and what it does before and after it keeps a mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer_to_recipient = ACCEPTED
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.together = 0  # so many mails wait for one another
        self._arrived = 0
        self._all = asyncio.Event()

    @property
    def numbers(self) -> list[str]:
        """The Message-IDs of what was accepted."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802  the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answer_to_recipient == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.before()
        self._arrived += 1
        if self._arrived >= self.together:
            self._all.set()
        await self._all.wait()
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.after()
        return ACCEPTED


@contextmanager
def listening(port: int, server: Server) -> Iterator[Server]:
    """Let the server listen on this port."""
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
