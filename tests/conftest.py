"""What several tests share: the demo project, made once, and the switch that writes the goldens anew.

`pytest tests/golden --update` (or any other folder) writes what the program says today; the diff is the review.
"""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

from kpidsl.demo.packs import Copied, copy_pack

# How long an example takes says more of the machine than of the code; speed has its place in tests/bench.
settings.register_profile("kpidsl", deadline=None)
settings.load_profile("kpidsl")

# A shell that starts the tests in the background has Ctrl-C ignored, and what it starts inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", default=False, help="write the goldens anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo project with its generated data; tests only read it.

    A report kept in it would change what `explain` and `restated` say in the tests that come after.
    """
    folder = tmp_path_factory.mktemp("demo") / "inside_sales"
    made = copy_pack("inside_sales", folder, lambda *_: None)
    assert isinstance(made, Copied)
    return folder
