"""The parse tables that are kept beside the grammar, and what reading a spec loads."""

import json
import subprocess
import sys

from kpidsl.syntax.grammar import grammar
from kpidsl.syntax.tables import STORED, make


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    made = json.loads(json.dumps(make(grammar())))
    assert json.loads(STORED.read_text(encoding="utf-8")) == made, "run `python -m kpidsl.syntax.tables`"


def test_reading_a_spec_does_not_load_the_table_maker() -> None:
    program = (
        "import sys; from kpidsl.syntax.read import read; from kpidsl.text.source import Source;"
        "read(Source('a.kpi', 'metric a = 1')); assert not {'lark', 'yaml'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
