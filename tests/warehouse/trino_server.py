"""A server that speaks Trino's client protocol (trino.io/docs, "Client protocol"): statements, pages, cancel."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any

import duckdb

from tests.warehouse.answering import FOREVER, Answers, served

WORDS = {
    "TIMESTAMP": "timestamp(6)",
    "TIMESTAMP WITH TIME ZONE": "timestamp(6) with time zone",
    "HUGEINT": "decimal(38,0)",
}

UNBOUNDED = 2_147_483_647


@contextmanager
def trino_server() -> Iterator[tuple[str, Answers]]:
    """Hold a server; gives its URL, and what it was asked."""
    answers = Answers("trino")
    pages: dict[str, tuple[list[Any], list[Any]]] = {}
    numbers = count()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sql = self.rfile.read(int(self.headers["Content-Length"])).decode()
            assert self.headers["X-Trino-Time-Zone"] == "UTC"
            name = f"q{next(numbers)}"
            if FOREVER in sql:
                return self.reply(name, f"/v1/statement/executing/{name}/0")
            try:
                kinds, rows = answers.ask(sql)
            except duckdb.Error as error:
                return self.reply(name, error=str(error))
            pages[name] = [column(*each) for each in kinds], [[shown(each) for each in row] for row in rows]
            return self.reply(name, f"/v1/statement/queued/{name}/0")

        def do_GET(self) -> None:
            state, name, page = self.path.removeprefix("/v1/statement/").split("/")
            if name not in pages:
                return self.reply(name, None if answers.stopped.is_set() else self.path)
            if state == "queued":
                return self.reply(name, f"/v1/statement/executing/{name}/0")
            columns, rows = pages[name]
            at = int(page)
            following = f"/v1/statement/executing/{name}/{at + 1}" if at + 1 < len(rows) else None
            return self.reply(name, following, columns=columns, data=rows[at : at + 1])

        def do_DELETE(self) -> None:
            answers.stopped.set()
            self.send_response(204)
            self.end_headers()

        def reply(self, name: str, following: str | None = None, error: str | None = None, **more: Any) -> None:
            host = f"http://{self.headers['Host']}"
            said: dict[str, Any] = {"id": name, "infoUri": f"{host}/ui/{name}", "stats": {"state": "RUNNING"}, **more}
            if following:
                said["nextUri"] = host + following
            if error:
                said["error"] = {
                    "message": error,
                    "errorCode": 1,
                    "errorName": "OF_THE_USER",
                    "errorType": "USER_ERROR",
                }
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as server:
        yield f"trino://me@127.0.0.1:{server.server_port}/shop/sales", answers


def column(name: str, kind: str) -> dict[str, Any]:
    words = WORDS.get(kind, kind.lower())
    found = [UNBOUNDED] if words == "varchar" else map(int, re.findall(r"\d+", words))
    arguments = [{"kind": "LONG", "value": each} for each in found]
    signature = {"rawType": re.sub(r"\(.*?\)", "", words), "arguments": arguments}
    return {"name": name, "type": words, "typeSignature": signature}


def shown(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else str(value).replace("+00", " UTC")
