"""What several tests share: the demo project, made once."""

from pathlib import Path

import pytest

from kpidsl.demo.packs import Copied, copy_pack


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo project with its generated data; tests only read it."""
    folder = tmp_path_factory.mktemp("demo") / "inside_sales"
    made = copy_pack("inside_sales", folder, lambda *_: None)
    assert isinstance(made, Copied)
    return folder
