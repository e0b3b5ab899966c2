"""`kpidsl fmt` on a project's files: what is written, what is named, what is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kpidsl.cli.main import main

Fmt = Callable[..., tuple[int, str, str]]
UNTIDY, TIDY = "metric  a=1\n", "metric a = 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "specs/deep").mkdir(parents=True)
    (tmp_path / "kpidsl.yaml").write_text("kpidsl: 1\nspecs: [specs]\nlocale: en-US\n")
    (tmp_path / "specs/a.kpi").write_text(UNTIDY)
    (tmp_path / "specs/deep/b.yaml").write_text("metrics: {b: {formula: '2'}}\n")
    (tmp_path / "specs/tidy.kpi").write_text("metric c = 3\n")
    return tmp_path


@pytest.fixture
def fmt(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Fmt:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KPIDSL_LANG", "en")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["fmt", *arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err

    return run


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.glob("specs/**/*.*")}


def test_every_file_is_written_in_its_form_and_named(fmt: Fmt, folder: Path) -> None:
    assert fmt() == (0, "specs/a.kpi\nspecs/deep/b.yaml\n", "")
    assert files(folder)["a.kpi"] == TIDY
    assert files(folder)["b.yaml"] == "metrics:\n  b:\n    formula: 2\n"
    assert fmt() == (0, "", "")


def test_check_names_what_would_change_and_writes_nothing(fmt: Fmt, folder: Path) -> None:
    before = files(folder)
    assert fmt("--check") == (1, "specs/a.kpi\nspecs/deep/b.yaml\n", "")
    assert files(folder) == before
    assert fmt("--check", "specs/tidy.kpi") == (0, "", "")


def test_only_what_was_asked_for(fmt: Fmt, folder: Path) -> None:
    assert fmt("specs/deep") == (0, "specs/deep/b.yaml\n", "")
    assert files(folder)["a.kpi"] == UNTIDY
    code, _, said = fmt("kpidsl.yaml")
    assert code == 2 and "no spec file" in said


def test_a_file_with_an_error_stays_as_it_is_and_the_others_do_not_wait(fmt: Fmt, folder: Path) -> None:
    (folder / "specs/bad.kpi").write_text("metric  x == 1\n")
    code, out, said = fmt()
    assert (code, "error[K107]" in said) == (1, True)
    assert out == "specs/a.kpi\nspecs/deep/b.yaml\n"
    assert files(folder)["bad.kpi"] == "metric  x == 1\n"


def test_to_the_other_spelling_and_back(fmt: Fmt, folder: Path) -> None:
    fmt()
    before = files(folder)
    assert fmt("--to", "yaml")[1] == "specs/a.kpi -> specs/a.yaml\nspecs/tidy.kpi -> specs/tidy.yaml\n"
    assert sorted(files(folder)) == ["a.yaml", "b.yaml", "tidy.yaml"]
    assert fmt("--to", "kpi", "specs/a.yaml", "specs/tidy.yaml")[0] == 0
    assert files(folder) == before


def test_no_other_file_is_written_over(fmt: Fmt, folder: Path) -> None:
    (folder / "specs/tidy.yaml").write_text("metrics: {d: {formula: '4'}}\n")
    before = files(folder)
    code, _, said = fmt("--to", "yaml")
    assert code == 2 and "tidy.yaml" in said
    assert files(folder) == before


def test_two_files_cannot_become_one(fmt: Fmt, folder: Path) -> None:
    (folder / "specs/deep/b.yml").write_text("metrics: {d: {formula: '4'}}\n")
    before = files(folder)
    assert fmt("--to", "kpi")[0] == 2
    assert files(folder) == before


def test_a_file_that_the_manifest_names_keeps_its_name(fmt: Fmt, folder: Path) -> None:
    (folder / "kpidsl.yaml").write_text("kpidsl: 1\nspecs: [specs/a.kpi]\n")
    code, _, said = fmt("--to", "yaml")
    assert code == 2 and "kpidsl.yaml" in said
    assert "a.kpi" in files(folder)


def test_a_mark_of_byte_order_is_a_change(fmt: Fmt, folder: Path) -> None:
    (folder / "specs/a.kpi").write_bytes(b"\xef\xbb\xbf" + TIDY.encode())
    assert fmt("specs/a.kpi")[1] == "specs/a.kpi\n"
    assert (folder / "specs/a.kpi").read_bytes() == TIDY.encode()
