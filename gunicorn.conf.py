"""The application server, for `make run` and for production alike."""

import gc
import os
from typing import Any

import gunicorn

port = os.environ.get("PORT", "8000")
bind = os.environ.get("BIND", f"127.0.0.1:{port}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# A visitor's slow line must not look like a hanging worker.
timeout = 60
keepalive = 15
# No socket for remote control: it would lie in the home folder, one for all instances.
control_socket_disable = True
# Nobody needs to know which server this is. Read when a worker answers, so it can be set here.
gunicorn.SERVER = ""


def post_worker_init(_worker: Any) -> None:
    """Look for circular garbage rarely, and never through the program itself: each time stops a page for 40 ms."""
    from django.urls import get_resolver

    len(get_resolver().url_patterns)  # loads all views, which would otherwise wait for the first request
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
