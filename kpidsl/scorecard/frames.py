"""How parent and worker talk over a pipe: eight bytes of length, then JSON; a length again, then a file's bytes."""

import json
from typing import IO, Any

Message = dict[str, Any]


def send(stream: IO[bytes], message: Message, payload: bytes = b"") -> None:
    """Write one message and its payload."""
    head = json.dumps(message).encode()
    for part in (head, payload):
        stream.write(len(part).to_bytes(8, "big"))
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Message, bytes] | None:
    """Read one message and its payload; None at the end of the stream or when it breaks off."""
    head = _part(stream)
    payload = None if head is None else _part(stream)
    return None if head is None or payload is None else (json.loads(head), payload)


def _part(stream: IO[bytes]) -> bytes | None:
    length = stream.read(8)
    if len(length) < 8:
        return None
    size = int.from_bytes(length, "big")
    data = stream.read(size)
    return data if len(data) == size else None
