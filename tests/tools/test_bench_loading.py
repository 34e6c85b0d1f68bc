"""The load generator, and the view that the product is compared with."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from atlas.snapshotting import current_token
from tests.making import make_city
from tools.bench import urls
from tools.bench.loading import load


class Answers(BaseHTTPRequestHandler):
    """Answers /many with more than fits into one packet, anything else with an error."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 100_000
        self.send_response(200 if self.path == "/many" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_answers_are_counted_over_several_connections(port: int) -> None:
    assert load(port, "/many", connections=3, seconds=0.2) > 0


def test_errors_are_no_answers(port: int) -> None:
    with pytest.raises(SystemExit, match="503"):
        load(port, "/broken", connections=1, seconds=0.2)


@pytest.mark.django_db
def test_the_bare_view_sends_the_same_bytes(client: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tools.bench.urls"
    urls.body.cache_clear()
    make_city()
    ours = client.get(reverse("snapshot", args=[current_token()]), HTTP_ACCEPT_ENCODING="br")

    bare = client.get("/bench/bare/")

    assert bare.content == ours.content
    assert bare["Content-Encoding"] == ours["Content-Encoding"] == "br"
    urls.body.cache_clear()
