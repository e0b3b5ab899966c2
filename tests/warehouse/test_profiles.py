"""dbt's profiles.yml: found, read and understood, on engines that are there; what is not understood is refused."""

from pathlib import Path

import duckdb
import pytest

from kpidsl.text.diagnostic import Diagnostic
from kpidsl.warehouse.fetching import fetch
from kpidsl.warehouse.opening import Warehouse, open_warehouse
from kpidsl.warehouse.profile_types import TYPES
from kpidsl.warehouse.profiles import read_profile
from tests.engines.places import SCRATCH, mysql, postgres
from tests.warehouse.test_opening import words

DUCKDB = """
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: data/w.duckdb, threads: 4}
    prod: {type: duckdb, path: "{{ env_var('WHERE', 'data/none.duckdb') }}"}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "営業"
    (folder / "data").mkdir(parents=True)
    duckdb.connect(str(folder / "data/w.duckdb")).execute("CREATE TABLE leads AS SELECT 7 AS lead_id").close()
    (folder / "profiles.yml").write_text(DUCKDB, "utf-8")
    return folder


def opened(url: str, folder: Path, **environment: str) -> Warehouse:
    outcome = open_warehouse(url, folder, {}, environment)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def refused(url: str, folder: Path, **environment: str) -> Diagnostic:
    outcome = open_warehouse(url, folder, {}, environment)
    assert outcome.value is None
    (only,) = outcome.diagnostics
    return only


def answer(warehouse: Warehouse, sql: str) -> object:
    with warehouse:
        rows = fetch(warehouse, sql)
    assert rows.value is not None, rows.diagnostics
    return rows.value.rows[0][0]


def test_the_profiles_own_target_counts_where_none_is_named(project: Path) -> None:
    warehouse = opened("dbt:shop", project)
    assert warehouse.shown == "dbt:shop/dev"
    assert answer(warehouse, "SELECT lead_id FROM leads") == 7


def test_the_environment_fills_a_field(project: Path) -> None:
    assert answer(opened("dbt:shop/prod", project, WHERE="data/w.duckdb"), "SELECT lead_id FROM leads") == 7
    assert refused("dbt:shop/prod", project).code == "K805"


def test_the_places_are_looked_into_in_their_order(project: Path, tmp_path: Path) -> None:
    named, home = tmp_path / "named", tmp_path / "home"
    (home / ".dbt").mkdir(parents=True)
    named.mkdir()
    text = DUCKDB.replace("shop:", "elsewhere:")
    (home / ".dbt/profiles.yml").write_text(text.replace("dev", "home"), "utf-8")
    places = {"DBT_PROFILES_DIR": str(named), "HOME": str(home)}
    assert refused("dbt:elsewhere", project, **places).code == "K850"
    (project / "profiles.yml").unlink()
    assert opened("dbt:elsewhere", project, **places).shown == "dbt:elsewhere/home"
    (named / "profiles.yml").write_text(text.replace("dev", "named"), "utf-8")
    assert opened("dbt:elsewhere", project, **places).shown == "dbt:elsewhere/named"
    assert refused("dbt:elsewhere", project).code == "K850"


def test_postgres(project: Path) -> None:
    postgres()
    fields = "host: 127.0.0.1, port: 5432, user: postgres, pass: \"{{ env_var('PGPW', '') }}\", dbname: test"
    profile = f"pg:\n  target: dev\n  outputs:\n    dev: {{type: postgres, {fields}, schema: {SCRATCH}}}\n"
    (project / "profiles.yml").write_text(profile, "utf-8")
    assert answer(opened("dbt:pg/dev", project), "SHOW search_path") == SCRATCH


def test_mysql(project: Path) -> None:
    mysql()
    fields = f"server: 127.0.0.1, port: 3306, username: root, schema: {SCRATCH}"
    (project / "profiles.yml").write_text(f"my:\n  outputs:\n    default: {{type: mysql, {fields}}}\n", "utf-8")
    assert answer(opened("dbt:my", project), "SELECT DATABASE()") == SCRATCH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("shop: {outputs: {default: {type: duckdb, path: \"{{ var('x') }}\"}}}", "K854"),
        ("shop: {outputs: {default: {type: duckdb, path: \"{{ env_var('X') | lower }}\"}}}", "K854"),
        ('shop: {outputs: {default: {type: duckdb, path: "{% if 1 %}a{% endif %}"}}}', "K854"),
        ("shop: {outputs: {default: {type: duckdb, path: \"{{ env_var('NOT_SET') }}\"}}}", "K803"),
        ("shop: {outputs: {default: {type: duckdb, path: x, attach: [{path: y}]}}}", "K852"),
        ("shop: {outputs: {default: {type: oracle}}}", "K852"),
        ("shop: {outputs: {other: {type: duckdb, path: x}}}", "K850"),
        ("shop: {outputs: [1]}", "K851"),
        ("shop: [", "K851"),
        ("", "K851"),
        ("shop: {outputs: {default: {type: postgres, host: h, password: hunter2}}}", "K853"),
        ("shop: {outputs: {default: {type: postgres, host: h, password: \"{{ env_var('P', 'hunter2') }}\"}}}", "K853"),
        ("shop: {outputs: {default: {type: postgres, host: h, port: \"{{ env_var('P', 'hunter2') }}\"}}}", "K852"),
    ],
)
def test_what_is_not_understood_is_refused(project: Path, text: str, code: str) -> None:
    (project / "profiles.yml").write_text(text, "utf-8")
    problem = refused("dbt:shop", project)
    assert problem.code == code
    assert words(problem)
    assert "hunter2" not in words(problem)


def test_a_link_out_of_the_project_is_not_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "profiles.yml").write_text(DUCKDB, "utf-8")
    (project / "profiles.yml").unlink()
    (project / "profiles.yml").symlink_to(tmp_path / "profiles.yml")
    assert refused("dbt:shop", project).code == "K851"


def test_secrets_are_known_as_such(tmp_path: Path) -> None:
    (tmp_path / ".dbt").mkdir()
    fields = {"password": "hunter2", "user": "me", "host": "h", "dbname": "d"}
    text = f"shop: {{outputs: {{default: {{type: postgres, {', '.join(f'{k}: {v}' for k, v in fields.items())}}}}}}}"
    (tmp_path / ".dbt/profiles.yml").write_text(text, "utf-8")
    address = read_profile("dbt:shop", tmp_path, {"HOME": str(tmp_path)}, None).value
    assert address is not None
    assert (address.user, address.password, address.host, address.database) == ("me", "hunter2", "h", "d")
    assert address.secrets == ("hunter2",)
    assert "hunter2" not in repr(address) + address.shown


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_field_of_a_type_has_its_place(kind: str, tmp_path: Path) -> None:
    fields = dict.fromkeys(TYPES[kind].places, "1")
    shown = ", ".join(f"{name}: '{value}'" for name, value in fields.items())
    (tmp_path / ".dbt").mkdir()
    (tmp_path / ".dbt/profiles.yml").write_text(f"a: {{outputs: {{b: {{type: {kind}, {shown}}}}}}}", "utf-8")
    address = read_profile("dbt:a/b", tmp_path, {"HOME": str(tmp_path)}, None).value
    assert address is not None
    assert address.scheme == TYPES[kind].scheme
    wanted = {place[1:] for place in TYPES[kind].places.values() if place.startswith("?")}
    assert {name for name, _ in address.options} == wanted
