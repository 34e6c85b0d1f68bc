"""Render the snapshot of the present database and print what it weighs and costs: python -m tools.bench.rendering"""

import json
import statistics
import struct
import time

import brotli
import django

TURNS = 5


def main() -> None:
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from atlas import snapshotting
    from atlas.models import Snapshot
    from cities.models import Edition

    Snapshot.objects.all().delete()  # another state of the code may have rendered it
    edition = Edition.current()
    body = snapshotting.render(edition)
    (length,) = struct.unpack("<I", body[4:8])
    header = json.loads(body[8 : 8 + length])
    places = header["count"]
    first = body[: 8 + length + header["columns"]["jyear"][0]]

    cold = []
    for _turn in range(TURNS):
        begun = time.process_time()
        snapshotting.render(edition)
        cold.append(time.process_time() - begun)
    begun = time.process_time()
    sent = snapshotting.compressed(body)["brotli"]
    compressing = time.process_time() - begun
    quality = 9 if len(first) > snapshotting.LARGE else 11

    address = f"/api/v1/map/{edition.token}/"
    client = Client(HTTP_ACCEPT_ENCODING="br", HTTP_HOST="localhost")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.content != sent:
        raise SystemExit(f"{address} sends something else: {answer.status_code}")
    figures = {
        "places": places,
        "bytes a place, first part": len(brotli.compress(first, quality=quality, lgwin=22)) / places,
        "bytes a place": len(sent) / places,
        "cold ms a place": 1000 * statistics.median(cold) / places,
        "compression ms a place": 1000 * compressing / places,
        "statements of a warm request": len(asked),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
