"""`kpidsl check --explain CODE`: what a code means, without a project, in the language of the reader."""

from pathlib import Path

import pytest

from kpidsl.cli.explaining import explained
from kpidsl.cli.language import Language, Say
from kpidsl.cli.main import main
from kpidsl.text.codes import CODES


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_code_is_explained(language: Language) -> None:
    for code in CODES:
        page = explained(code.lower(), Say(language))
        assert page.startswith(f"# {code}: ") and "<!--" not in page
        assert language == "en" or not page.isascii(), code


def test_no_project_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KPIDSL_LANG", "en")
    for code, ended, stream in (("K302", 0, "out"), ("K3O2", 2, "err")):
        with pytest.raises(SystemExit) as end:
            main(["check", "--explain", code])
        assert (end.value.code, code in getattr(capsys.readouterr(), stream)) == (ended, True)
