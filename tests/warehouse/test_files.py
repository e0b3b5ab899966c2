"""Data files: found from the manifest's folder, never outside it, and nothing else is opened."""

from pathlib import Path

import duckdb
import pytest

from kpidsl.text.source import Span
from kpidsl.warehouse.catalog import columns
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.files import data_file
from kpidsl.warehouse.opening import Warehouse, open_warehouse


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "outside.csv").write_text("secret\n1\n")
    folder = tmp_path / "営業 [1], it's"
    (folder / "data/sub").mkdir(parents=True)
    (folder / "data/a.csv").write_text("id,金額\n1,1.10\n")
    (folder / "data/b.csv").write_text("id,金額,note\n2,2.20,x\n")
    (folder / "data/._b.csv").write_text("resource fork")
    (folder / "data/sub/x[1].csv").write_text("id\n9\n")
    (folder / "data/empty.csv").write_text("id,金額,at\n")
    (folder / "data/l.jsonl").write_text('{"id": 1}\n{"id": 2}\n')
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT 3 AS id, 3.30::DECIMAL(9, 2) AS amount")
    connection.execute("COPY t TO ? (FORMAT parquet)", [str(folder / "data/p.parquet")])
    connection.close()
    return folder


def opened(folder: Path, *files: str) -> Warehouse:
    outcome = open_warehouse(None, folder, dict.fromkeys(files), {})
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def rows(folder: Path, file: str, what: str = "*") -> tuple[tuple[object, ...], ...]:
    with opened(folder, file) as warehouse:
        outcome = fetch(warehouse, f'SELECT {what} FROM "{file}" ORDER BY 1')
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value.rows


@pytest.mark.parametrize(
    ("file", "ids"),
    [
        ("data/a.csv", [1]),
        ("./data/../data/a.csv", [1]),
        ("data/[ab].csv", [1, 2]),
        ("data/sub/x[1].csv", [9]),
        ("**/x*.csv", [9]),
        ("data/p.parquet", [3]),
        ("data/l.jsonl", [1, 2]),
    ],
)
def test_a_file_is_a_table_under_its_path(
    project: Path, file: str, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert [row[0] for row in rows(project, file, "id")] == ids


def test_files_of_one_pattern_meet_by_the_names_of_their_columns(project: Path) -> None:
    assert rows(project, "data/[ab].csv") == ((1, 1.1, None), (2, 2.2, "x"))


def test_a_file_with_a_header_alone_is_an_empty_table(project: Path) -> None:
    what = "count(*), sum(金額), count(CASE WHEN \"at\" >= TIMESTAMP '2026-01-01' THEN 1 END)"
    assert rows(project, "data/empty.csv", what) == ((0, None, 0),)


def test_columns_of_a_file(project: Path) -> None:
    with opened(project, "data/a.csv", "data/p.parquet") as warehouse:
        found = columns(warehouse, [("data/a.csv",), ("data/p.parquet",), ("data/b.csv",)]).value
    assert dict(found[("data/a.csv",)] or {}) == {"id": "integer", "金額": "float"}
    assert dict(found[("data/p.parquet",)] or {}) == {"id": "integer", "amount": "decimal"}
    assert found[("data/b.csv",)] is None


@pytest.mark.parametrize(
    "path",
    [
        "../outside.csv",
        "data/../../outside.csv",
        "../*.csv",
        "data/../../*.csv",
        "*/../../*.csv",
        "/etc/hosts",
        "C:/x.csv",
        "C:\\x.csv",
        "\\\\host\\x.csv",
        "~/x.csv",
        "https://example.com/x.csv",
        "file:///etc/hosts",
        "x\0.csv",
        "link.csv",
        "folder/outside.csv",
        "folder/*.csv",
    ],
)
def test_a_path_outside_the_folder_is_refused(project: Path, path: str) -> None:
    (project / "link.csv").symlink_to(project.parent / "outside.csv")
    (project / "folder").symlink_to(project.parent)
    outcome = data_file(project, path)
    assert (outcome.value, [each.code for each in outcome.diagnostics]) == ((), ["K810"])


@pytest.mark.parametrize("path", ["data/none.csv", "data/*.txt", "data", "", "*", "[", "***"])
def test_a_path_to_no_file(project: Path, path: str) -> None:
    assert [each.code for each in data_file(project, path).diagnostics] == ["K811"]


def test_a_file_that_a_japanese_excel_wrote_is_told_its_encoding(project: Path) -> None:
    (project / "売上.csv").write_bytes("受注日,金額\n2026-09-01,1200\n".encode("cp932"))
    outcome = open_warehouse(None, project, {"売上.csv": None}, {})
    assert [each.code for each in outcome.diagnostics] == ["K830"]


def test_a_link_inside_the_folder_is_followed(project: Path) -> None:
    (project / "link.csv").symlink_to(project / "data/a.csv")
    assert data_file(project, "link.csv").value == ((project / "data/a.csv").resolve(),)


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [("bad.parquet", "x", "K813"), ("bad.json", "{", "K813"), ("bad.csv.gz", "x", "K813"), ("a.xlsx", "x", "K812")],
)
def test_a_file_that_is_not_what_it_says(project: Path, file: str, content: str, code: str) -> None:
    (project / file).write_text(content)
    place = Span("specs/a.kpi", 14, 26)
    outcome = open_warehouse(None, project, {"data/a.csv": None, file: place}, {})
    assert [(each.code, each.span) for each in outcome.diagnostics] == [(code, place)]
    assert str(project) not in str(outcome.diagnostics)


@pytest.mark.parametrize(
    ("header", "twice"),
    [
        ("id,amount,amount", "amount"),
        ("id,Amount,amount", "amount"),
        ("金額,id,金額", "金額"),
        ("a,a_1,b", ""),
        ("a_1,a", ""),
    ],
)
def test_a_column_named_twice_is_refused_by_name(project: Path, header: str, twice: str) -> None:
    width = header.count(",") + 1
    (project / "data/twice.csv").write_text(f"{header}\n{','.join('1' * width)}\n")
    outcome = open_warehouse(None, project, {"data/twice.csv": None}, {})
    assert [dict(each.facts).get("column") for each in outcome.diagnostics] == ([twice] if twice else [])


def test_only_the_declared_files_are_opened(project: Path) -> None:
    with opened(project, "data/a.csv") as warehouse:
        for other in (project / "data/b.csv", project / "data/*.csv", project.parent / "outside.csv"):
            name = str(other).replace("'", "''")
            assert fetch(warehouse, f"SELECT * FROM read_csv('{name}')").diagnostics[0].code == "K815"


def test_an_engine_that_reads_no_files_says_so(project: Path) -> None:
    outcome = open_warehouse("sqlite:///:memory:", project, {"data/a.csv": None}, {})
    assert [each.code for each in outcome.diagnostics] == ["K820"]


def test_two_files_that_differ_in_case_alone(project: Path) -> None:
    (project / "data/A.csv").write_text("id\n1\n")
    outcome = open_warehouse(None, project, {"data/a.csv": None, "data/A.csv": None}, {})
    assert [each.code for each in outcome.diagnostics] == ["K814"]


@pytest.mark.parametrize("format_", ["csv", "json"])
@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("2026-09-02", "date"),
        ("2026-09-02 10:00:00", "timestamp"),
        ("2026-09-02T10:00:00", "timestamp"),
        ("2026-09-02T10:00:00+09:00", "timestamp_tz"),
        ("2026-09-02T10:00:00Z", "timestamp_tz"),
        ("09/02/2026", "text"),
        ("13/02/2026", "text"),
        ("02.09.2026", "text"),
        ("02-09-2026", "text"),
        ("09-02-26", "text"),
        ("09/02/2026 10:00:00", "text"),
        ("09-02-26 10:00:00", "text"),
        ("02-09-2026 10:00:00", "text"),
    ],
)
def test_a_day_is_one_only_in_the_form_that_means_one_day(project: Path, format_: str, written: str, kind: str) -> None:
    text = f"id,at\n1,{written}\n" if format_ == "csv" else f'{{"id": 1, "at": "{written}"}}\n'
    (project / f"data/t.{format_}").write_text(text)
    with opened(project, f"data/t.{format_}") as warehouse:
        found = columns(warehouse, [(f"data/t.{format_}",)]).value[f"data/t.{format_}",]
        shown = fetch(warehouse, f'SELECT "at" FROM "data/t.{format_}"').value
    assert found is not None and found["at"] == kind
    assert kind != "text" or (shown is not None and shown.rows == ((written,),))


@pytest.mark.parametrize(
    ("written", "kind", "shown"),
    [
        (["2026/9/3", "2026/10/12"], "date", "2026-09-03"),
        (["2026/09/03"], "date", "2026-09-03"),
        (["2026-9-3"], "date", "2026-09-03"),
        (["2026.9.3"], "date", "2026-09-03"),
        (["2026年9月3日"], "date", "2026-09-03"),
        (["2026/9/3 8:05", "2026/9/4"], "timestamp", "2026-09-03 08:05:00"),
        (["2026/9/3 8:05:09"], "timestamp", "2026-09-03 08:05:09"),
        (["2026/9/3", "未定"], "text", "2026/9/3"),
        (["2026/2/30"], "text", "2026/2/30"),
        (["2026/9/3", "10/12/2026"], "text", "2026/9/3"),
        (["26/9/3"], "text", "26/9/3"),
    ],
)
def test_a_day_with_its_year_first_is_one_where_the_whole_column_is_so(
    project: Path, written: list[str], kind: str, shown: str
) -> None:
    lines = "".join(f'{number},"{each}"\n' for number, each in enumerate([*written, ""]))
    (project / "data/days.csv").write_text(f"id,受付日\n{lines}\n", encoding="utf-8-sig")
    with opened(project, "data/days.csv") as warehouse:
        found = columns(warehouse, [("data/days.csv",)]).value["data/days.csv",]
    assert found is not None and found["受付日"] == kind
    assert rows(project, "data/days.csv", 'id, CAST("受付日" AS VARCHAR)')[0][1] == shown


def test_a_day_that_is_none_far_down_leaves_the_column_a_text(project: Path) -> None:
    lines = "".join(f"{number},2026/9/{1 + number % 28}\n" for number in range(3000))
    (project / "data/days.csv").write_text(f"id,at\n{lines}3000,soon\n")
    assert rows(project, "data/days.csv", '"at"')[0] == ("2026/9/1",)


def test_a_guessed_day_in_one_of_several_files_makes_the_column_text(project: Path) -> None:
    (project / "data/m1.csv").write_text("id,at\n1,2026-09-02\n")
    (project / "data/m2.csv").write_text("id,at\n2,09/02/2026\n")
    (project / "data/m3.csv").write_text("id\n3\n")
    assert rows(project, "data/m?.csv", 'id, "at"') == ((1, "2026-09-02"), (2, "09/02/2026"), (3, None))


@pytest.mark.parametrize("content", ["id,t,amt,ch\n", "id,t,amt,ch", "id\n"])
def test_a_first_line_names_the_columns_whatever_its_words(project: Path, content: str) -> None:
    (project / "data/none.csv").write_text(content)
    with opened(project, "data/none.csv") as warehouse:
        found = columns(warehouse, [("data/none.csv",)]).value["data/none.csv",]
    assert list(found or ()) == content.strip().split(",")
    assert rows(project, "data/none.csv", "count(*)") == ((0,),)
