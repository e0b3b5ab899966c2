"""`kpidsl tree` speaks one language, whichever the project's is."""

from pathlib import Path

import pytest

from .conftest import Kpidsl


@pytest.mark.parametrize(("language", "heads"), [("en", "value   target   achieved   status"), ("ja", "実績")])
def test_a_tree_is_in_one_language(kpidsl: Kpidsl, tmp_path: Path, language: str, heads: str) -> None:
    """The pack's locale is Japanese; heads, statuses, days and the landing follow what the commands speak."""
    assert kpidsl("init", "shop", "--pack", "online_shop").code == 0
    folder = tmp_path / "shop"
    ended = kpidsl("tree", "--as-of", "2026-05-31", "-v", "--project", folder, KPIDSL_LANG=language)
    assert ended.code == 0
    there, strange = ("Behind", "遅れ") if language == "en" else ("遅れ", "Behind")
    assert there in ended.out and strange not in ended.out
    assert " ".join(heads.split()) in " ".join(ended.out.split())
    alone = "by this period alone" if language == "en" else "今期だけなら順調"
    assert alone in ended.out
