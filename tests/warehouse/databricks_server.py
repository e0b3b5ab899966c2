"""A server that speaks the Thrift service of Databricks over TLS: sessions, statements with their results, cancel."""

import re
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from tests.warehouse.answering import FOREVER, Answers, served

WORDS = {"VARCHAR": "STRING", "INTEGER": "INT", "TIMESTAMP": "TIMESTAMP_NTZ", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP"}
OF_A_TABLE = re.compile(r"DESCRIBE TABLE (?:`shop`\.)?(?:`sales`\.)?`(\w+)`$")
OF_A_QUERY = "DESCRIBE QUERY "
TOLD = {
    "SHOW TABLES": [("sales", "deals", "false")],
    "SELECT current_catalog(), current_schema()": [("shop", "sales")],
    "SET TIME ZONE 'UTC'": [],
    "SET ANSI_MODE = true": [],
}


class Service:
    """What the Thrift service is asked, by the names that the protocol gives its calls."""

    def __init__(self, answers: Answers) -> None:
        from databricks.sql.thrift_api.TCLIService import ttypes

        self.answers, self.types = answers, ttypes
        self.fine = ttypes.TStatus(ttypes.TStatusCode.SUCCESS_STATUS)

    def OpenSession(self, request: Any) -> Any:
        assert (request.initialNamespace.catalogName, request.initialNamespace.schemaName) == ("shop", "sales")
        types = self.types
        handle = types.TSessionHandle(types.THandleIdentifier(uuid4().bytes, b"secret"))
        version = types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7
        return types.TOpenSessionResp(self.fine, version, handle, canUseMultipleCatalogs=True)

    def CloseSession(self, request: Any) -> Any:
        return self.types.TCloseSessionResp(self.fine)

    def CloseOperation(self, request: Any) -> Any:
        return self.types.TCloseOperationResp(self.fine)

    def CancelOperation(self, request: Any) -> Any:
        self.answers.stopped.set()
        return self.types.TCancelOperationResp(self.fine)

    def GetOperationStatus(self, request: Any) -> Any:
        states = self.types.TOperationState
        stopped = self.answers.stopped.wait(0.1)
        return self.types.TGetOperationStatusResp(self.fine, states.CANCELED_STATE if stopped else states.RUNNING_STATE)

    def ExecuteStatement(self, request: Any) -> Any:
        types, sql = self.types, request.statement
        handle = types.TOperationHandle(
            types.THandleIdentifier(uuid4().bytes, b"secret"), types.TOperationType.EXECUTE_STATEMENT, True
        )
        if FOREVER in sql:
            return types.TExecuteStatementResp(self.fine, handle)
        try:
            kinds, rows = self.told(sql)
        except duckdb.Error as error:
            wrong = types.TStatus(types.TStatusCode.ERROR_STATUS, errorMessage=str(error), displayMessage=str(error))
            state = types.TGetOperationStatusResp(
                self.fine, types.TOperationState.ERROR_STATE, displayMessage=wrong.displayMessage
            )
            direct = types.TSparkDirectResults(operationStatus=state)
            return types.TExecuteStatementResp(self.fine, handle, directResults=direct)
        held = [column(types, kind, [row[at] for row in rows]) for at, (_, kind) in enumerate(kinds)]
        schema = types.TTableSchema(
            [types.TColumnDesc(name, described(types, kind), at + 1) for at, (name, kind) in enumerate(kinds)]
        )
        direct = types.TSparkDirectResults(
            operationStatus=types.TGetOperationStatusResp(self.fine, types.TOperationState.FINISHED_STATE),
            resultSetMetadata=types.TGetResultSetMetadataResp(
                self.fine, schema, types.TSparkRowSetType.COLUMN_BASED_SET
            ),
            resultSet=types.TFetchResultsResp(self.fine, False, types.TRowSet(0, [], held)),
            closeOperation=types.TCloseOperationResp(self.fine),
        )
        return types.TExecuteStatementResp(self.fine, handle, directResults=direct)

    def told(self, sql: str) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
        """Return columns and rows; of statements that are Databricks' own, what it would say."""
        if sql in TOLD:
            width = len(TOLD[sql][0]) if TOLD[sql] else 1
            return [(f"c{at}", "VARCHAR") for at in range(width)], TOLD[sql]
        if of_table := OF_A_TABLE.match(sql):
            columns = self.answers.columns(of_table[1])
            if not columns:
                raise duckdb.Error("[TABLE_OR_VIEW_NOT_FOUND] The table or view cannot be found.")
            told = [(name, WORDS.get(kind, kind).lower(), None) for name, kind in columns]
            heading = [("# Partition Information", "", ""), ("# col_name", "data_type", "comment"), told[1]]
            return [(each, "VARCHAR") for each in ("col_name", "data_type", "comment")], told + heading
        if sql.startswith(OF_A_QUERY):
            kinds, _ = self.answers.ask(sql.removeprefix(OF_A_QUERY))
            told = [(name, WORDS.get(kind, kind).lower(), None) for name, kind in kinds]
            return [(each, "VARCHAR") for each in ("col_name", "data_type", "comment")], told
        return self.answers.ask(sql)


@contextmanager
def databricks_server(folder: Path) -> Iterator[tuple[str, Answers]]:
    """Hold a server, its certificate in the folder; gives its URL, and what it was asked."""
    from databricks.sql.thrift_api.TCLIService import TCLIService
    from thrift.protocol.TBinaryProtocol import TBinaryProtocol
    from thrift.transport.TTransport import TMemoryBuffer

    answers = Answers("databricks")
    processor = TCLIService.Processor(Service(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert self.headers["Authorization"] == "Bearer very-secret"
            said, reply = TMemoryBuffer(self.rfile.read(int(self.headers["Content-Length"]))), TMemoryBuffer()
            processor.process(TBinaryProtocol(said), TBinaryProtocol(reply))
            body = reply.getvalue()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-thrift")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(folder))
        server.socket = context.wrap_socket(server.socket, server_side=True)
        where = f"http_path=/sql/1.0/warehouses/w&catalog=shop&schema=sales&ssl_ca={folder / 'cert.pem'}"
        yield f"databricks://token:${{TOKEN}}@localhost:{server.server_port}?{where}", answers


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of localhost; gives its file and that of its key."""
    cert, key = folder / "cert.pem", folder / "cert.key"
    told = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    told += ["-addext", "subjectAltName=DNS:localhost", "-out", str(cert), "-keyout", str(key)]
    subprocess.run(told, check=True, capture_output=True)
    return cert, key


def described(types: Any, kind: str) -> Any:
    words = {"BIGINT": "BIGINT", "INTEGER": "INT", "VARCHAR": "STRING", "DOUBLE": "DOUBLE", "BOOLEAN": "BOOLEAN"}
    words |= {"DATE": "DATE", "TIMESTAMP": "TIMESTAMP", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP"}
    qualifiers = None
    if kind not in words:
        numbers = re.findall(r"\d+", kind) or [38, 0]
        given = zip(("precision", "scale"), map(int, numbers), strict=True)
        values = {name: types.TTypeQualifierValue(i32Value=value) for name, value in given}
        qualifiers = types.TTypeQualifiers(values)
    code = getattr(types.TTypeId, f"{words.get(kind, 'DECIMAL')}_TYPE")
    return types.TTypeDesc([types.TTypeEntry(types.TPrimitiveTypeEntry(code, qualifiers))])


def column(types: Any, kind: str, values: list[Any]) -> Any:
    """Return values as the protocol holds them: a list, and a bit for each null."""
    bits = bytearray((len(values) + 7) // 8)
    for at, value in enumerate(values):
        if value is None:
            bits[at // 8] |= 1 << at % 8
    nulls = bytes(bits)
    if kind in ("BIGINT", "INTEGER"):
        return types.TColumn(i64Val=types.TI64Column([value or 0 for value in values], nulls))
    if kind == "DOUBLE":
        return types.TColumn(doubleVal=types.TDoubleColumn([value or 0.0 for value in values], nulls))
    if kind == "BOOLEAN":
        return types.TColumn(boolVal=types.TBoolColumn([bool(value) for value in values], nulls))
    return types.TColumn(
        stringVal=types.TStringColumn(["" if value is None else str(value) for value in values], nulls)
    )
