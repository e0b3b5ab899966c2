"""A server that speaks BigQuery's REST API (jobs, queries, tables) and Google's token service, as far as is asked."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import duckdb

from tests.warehouse.answering import FOREVER, Answers, served

WORDS = {
    "INTEGER": "INTEGER",
    "BIGINT": "INTEGER",
    "HUGEINT": "NUMERIC",
    "DOUBLE": "FLOAT",
    "VARCHAR": "STRING",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "DATETIME",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
}
JOB = re.compile(r"/projects/shop/(?:jobs|queries)/([\w-]+)(/cancel)?$")
TABLE = re.compile(r"/projects/shop/datasets/sales/tables/(\w+)$")


@contextmanager
def bigquery_server(folder: Path) -> Iterator[tuple[str, Answers]]:
    """Hold a server; gives a URL with a key file in the folder, and what it was asked."""
    answers = Answers("bigquery")
    jobs: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = urlparse(self.path).path
            if path == "/token":
                return self.reply({"access_token": "very-secret", "expires_in": 3600, "token_type": "Bearer"})
            assert self.headers["Authorization"] == "Bearer very-secret"
            if path.endswith("/cancel"):
                answers.stopped.set()
                return self.reply({"job": state(JOB.search(path)[1], "DONE")})  # type: ignore[index]
            return self.inserted(json.loads(body))

        def inserted(self, job: dict[str, Any]) -> None:
            rehearsed = job["configuration"].get("dryRun", False)
            sql = job["configuration"]["query"]["query"]
            name = job.get("jobReference", {}).get("jobId", "rehearsed")
            if FOREVER in sql:
                return self.reply(state(name, "RUNNING"))
            try:
                kinds, rows = answers.ask(sql)
            except duckdb.Error as error:
                return self.refuse(400, "invalidQuery", str(error))
            schema = {"fields": [field(*each) for each in kinds]}
            cells = [
                {"f": [{"v": shown(value, kind)} for value, (_, kind) in zip(row, kinds, strict=True)]} for row in rows
            ]
            jobs[name] = {
                "schema": schema,
                "rows": cells,
                "totalRows": str(len(cells)),
                "jobComplete": True,
                "jobReference": {"projectId": "shop", "jobId": name, "location": "EU"},
            }
            return self.reply(state(name, "DONE", {"query": {"schema": schema}} if rehearsed else {}))

        def do_GET(self) -> None:
            path = urlparse(self.path).path
            if table := TABLE.search(path):
                if columns := answers.columns(table[1]):
                    return self.reply({"schema": {"fields": [field(*each) for each in columns]}} | reference(table[1]))
                return self.refuse(404, "notFound", f"Not found: Table shop:sales.{table[1]}")
            if path.endswith("/datasets/sales/tables"):
                return self.reply({"tables": [reference("deals")], "totalItems": 1})
            name = JOB.search(path)[1]  # type: ignore[index]
            if name not in jobs:
                done = answers.stopped.is_set()
                if "/queries/" in path:
                    return self.reply({"jobComplete": done, "jobReference": {"projectId": "shop", "jobId": name}})
                return self.reply(state(name, "DONE" if done else "RUNNING"))
            return self.reply(jobs[name] if "/queries/" in path else state(name, "DONE"))

        def refuse(self, status: int, reason: str, message: str) -> None:
            self.reply({"error": {"code": status, "message": message, "errors": [{"reason": reason}]}}, status)

        def reply(self, said: dict[str, Any], status: int = 200) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as server:
        host = f"http://127.0.0.1:{server.server_port}"
        (folder / "key.json").write_text(json.dumps(key_file(host)), "utf-8")
        yield f"bigquery://shop/sales?location=EU&credentials_path=key.json&api_endpoint={host}", answers


def key_file(host: str) -> dict[str, str]:
    """Return a service account that this server believes, with a key made for it."""
    key = subprocess.run(["openssl", "genrsa", "2048"], check=True, capture_output=True, text=True).stdout
    return {
        "type": "service_account",
        "project_id": "shop",
        "private_key_id": "1",
        "private_key": key,
        "client_email": "kpidsl@shop.example",
        "client_id": "1",
        "token_uri": f"{host}/token",
    }


def reference(table: str) -> dict[str, Any]:
    return {"tableReference": {"projectId": "shop", "datasetId": "sales", "tableId": table}}


def state(name: str, word: str, statistics: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "jobReference": {"projectId": "shop", "jobId": name, "location": "EU"},
        "configuration": {"query": {}, "jobType": "QUERY"},
        "status": {"state": word},
        "statistics": statistics or {},
    }


def field(name: str, kind: str) -> dict[str, str]:
    return {"name": name, "type": WORDS.get(kind, "NUMERIC"), "mode": "NULLABLE"}


def shown(value: Any, kind: str) -> str | None:
    if value is None:
        return None
    if kind == "TIMESTAMP":
        return str(value).replace(" ", "T")
    if kind == "TIMESTAMP WITH TIME ZONE":
        return str(int(datetime.fromisoformat(str(value)).timestamp() * 1_000_000))
    return str(value).lower() if isinstance(value, bool) else str(value)
