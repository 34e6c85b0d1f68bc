"""A load generator: asks one address again and again over several open connections, as fast as they answer.

A program of its own, so that it has a processor of its own:

    python -m tools.bench.loading PORT PATH --connections 8 --seconds 3
"""

import argparse
import json
import selectors
import socket
import time

REQUEST = "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br\r\n\r\n"
BUFFER = 1 << 20


def load(port: int, path: str, connections: int, seconds: float) -> float:
    """Answers per second."""
    request = REQUEST.format(path=path, port=port).encode()
    size = _size_of_answer(port, request)
    buffer = memoryview(bytearray(BUFFER))
    missing: dict[socket.socket, int] = {}
    answers = 0
    with selectors.DefaultSelector() as ready:
        for _number in range(connections):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(request)
            connection.settimeout(0)
            missing[connection] = size
            ready.register(connection, selectors.EVENT_READ)
        begun = time.perf_counter()
        while (now := time.perf_counter()) < begun + seconds:
            for key, _events in ready.select(timeout=1):
                connection: socket.socket = key.fileobj  # type: ignore[no-redef]
                received = connection.recv_into(buffer)
                if missing[connection] == size and bytes(buffer[:12]) != b"HTTP/1.1 200":
                    raise SystemExit(f"{path}: {bytes(buffer[:200])!r}")
                missing[connection] -= received
                if not missing[connection]:
                    answers += 1
                    missing[connection] = size
                    connection.sendall(request)
        for connection in missing:
            connection.close()
    return answers / (now - begun)


def _size_of_answer(port: int, request: bytes) -> int:
    """Bytes of an answer with its headers; each answer of an address has the same."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(BUFFER)
        head = received.partition(b"\r\n\r\n")[0]
        length = next(
            line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
        )
        return len(head) + 4 + int(length)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    print(json.dumps(load(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
