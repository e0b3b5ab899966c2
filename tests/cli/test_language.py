"""Which language is spoken, and that help is quick and complete in both."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

import kpidsl.cli as kpidsl_cli
from kpidsl.cli.language import spoken
from kpidsl.cli.main import COMMANDS
from kpidsl.cli.numbers import as_csv, as_json
from kpidsl.cli.remedies import TABLE, linux
from kpidsl.cli.writing import file_name
from tests.cli.conftest import Kpidsl


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "ja"),
        ((), {"KPIDSL_LANG": "en"}, "en"),
        ((), {"LANG": "en_US.UTF-8"}, "ja"),
        (("--project", ".."), {"LANG": "en_US.UTF-8"}, "en"),
        (("--project=..",), {"LANG": "ja_JP.UTF-8"}, "ja"),
        (("--project=..",), {"LANG": "en_US.UTF-8", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        (("--project",), {}, "ja"),
    ],
)
def test_the_language(project: Path, arguments: tuple[str, ...], environment: dict[str, str], language: str) -> None:
    assert spoken(("check", *arguments), environment, project) == language


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--nope"),
        ("run", "--from"),
        ("run", "--format", "zzz"),
        ("run", "--as-of", "2026-13-01"),
        ("plan",),
        ("plan", "x", "--confidence", "2"),
        ("explain", "x"),
        ("show", "a", "b"),
        ("check", "--quiet=3"),
        ("check", "--project", "nowhere"),
        ("run", "--timeout", "x"),
    ],
)
def test_a_wrong_call_is_answered_in_japanese(kpidsl: Kpidsl, arguments: tuple[str, ...]) -> None:
    said = kpidsl(*arguments, KPIDSL_LANG="ja", LANG="en_US.UTF-8").err
    words = re.sub(r"'[^']*'|使い方: .*", "", said)
    assert not re.search("[A-Za-z]{3}", words), said


def test_what_click_says_is_made_from_its_readable_source() -> None:
    folder = Path(kpidsl_cli.__file__).parent / "locale" / "ja" / "LC_MESSAGES"
    assert polib.pofile(str(folder / "messages.po")).to_binary() == (folder / "messages.mo").read_bytes()


def test_help_loads_no_command_and_nothing_heavy() -> None:
    code = (
        "import sys; from kpidsl.cli.main import main\n"
        "try: main(['--help'])\nexcept SystemExit as ended: assert ended.code == 0\n"
        "found = {'kpidsl.pipeline', 'lark', 'yaml', 'rich', 'duckdb', 'sqlglot'} & set(sys.modules)\n"
        "assert not any('_command' in name for name in sys.modules), sys.modules\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_in_both_languages(kpidsl: Kpidsl, command: str) -> None:
    english, japanese = (kpidsl(command, "--help", KPIDSL_LANG=language) for language in ("en", "ja"))
    assert (english.code, japanese.code) == (0, 0)
    assert english.out != japanese.out
    for option in ("--project", "--as-of", "-q", "-v"):
        assert option in english.out


def test_numbers_are_written_without_losing_digits() -> None:
    from decimal import Decimal

    row = (Decimal("99999999999999999999999999.990"), Decimal("1E+3"), 2**70, 0.1, 1e300, Decimal("NaN"), float("inf"))
    columns = tuple("abcdefg")
    assert as_json(columns, [row]) == (
        '[\n{"a": 99999999999999999999999999.990, "b": 1000, "c": 1180591620717411303424, '
        '"d": 0.1, "e": 1e+300, "f": null, "g": null}\n]\n'
    )
    assert as_csv(columns, [row]).splitlines()[1] == (
        "99999999999999999999999999.990,1000,1180591620717411303424,0.1,1e+300,,"
    )
    assert as_json(("a",), []) == "[]\n"


def test_a_metric_gets_a_file_name_that_every_system_takes() -> None:
    taken: set[str] = set()
    names = ["売上", "a/b", "a:b", "..", "A/B", "x" * 300]
    assert [file_name(each, ".sql", taken) for each in names] == [
        *("売上.sql", "a_b.sql", "a_b_2.sql", "_.sql", "A_B_3.sql"),
        "x" * 80 + ".sql",
    ]


def test_every_remedy_is_there_for_every_system() -> None:
    for what in TABLE.values():
        assert set(what) == {"debian", "fedora", "macos", "windows"}
    assert linux('ID="rocky"\nID_LIKE="rhel centos fedora"\n') == "fedora"
    assert linux("ID=ubuntu\nID_LIKE=debian\n") == "debian"
    assert linux("") == "debian"
