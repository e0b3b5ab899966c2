"""No spec, however broken or large, ends in anything but findings."""

import cProfile
import os
import random
import re
import time

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpidsl.model.build import build
from kpidsl.model.kinds import adds_up
from kpidsl.model.kpitree import branches, names_under, roots
from kpidsl.model.manifest import read_manifest
from kpidsl.model.records import Model
from kpidsl.syntax.read import read
from kpidsl.text.diagnostic import Outcome
from kpidsl.text.render import terminal
from kpidsl.text.source import Source
from tests.oracle.specs import Case, cases

EXAMPLES = int(os.environ.get("KPIDSL_EXAMPLES", "150"))
PROFILE = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = re.compile(r"\w+|[^\w\s]")
MANAGED = """
kpi {name} = {first} {{
  was {second}  unit %  better within
  before 2026-04 = {second}
  target +10% vs FY2025 in FY2026 for {third} 'x'
  target at least 3 件 per month
  milestone 5 JPY by 2026-09-30
  limit 35  effort 0  guards {second}, {name}  drives {first}
  status behind below 90%, at_risk below 75%
  capacity 40 per day  heads 2  allow {third} until 2026-12-31 because "x"
  breakdown {first} * {second}
}}
action {third} {{ for {first}  from 2026-04-01 to 2026-03-01  expects +5% on {second} }}
review {name} on 2026-09-30 {{ result 3pt }}
retire {second} on 2026-09-30 because "x" replaced by {first}
event 2026-09-30 "x" on {third}
expect {first} in 2026-09 for {second} 'y' = 3 ± 1pt
scorecard {third} {{ show {first} tree  by {second}  compare plan, {third} }}
"""


def made(manifest: str, *texts: str) -> Outcome[Model]:
    files = [Source(f"specs/{number}.kpi", text) for number, text in enumerate(texts)]
    settings_of = read_manifest(Source("kpidsl.yaml", manifest))
    outcome = build(settings_of.value, [read(each).value for each in files], {each.file: each for each in files})
    terminal(outcome.diagnostics, {each.file: each for each in files}, "ja")
    return outcome


@PROFILE
@given(cases(wide=True), st.randoms(use_true_random=False))
def test_words_exchanged_and_left_out_end_in_findings(case: Case, chance: random.Random) -> None:
    manifest = yaml.safe_dump(dict(case.manifest), allow_unicode=True)
    words = sorted(set(WORDS.findall(case.text)))
    names = [each for each in words if each.isidentifier()]
    text = case.text + MANAGED.format(
        name="新しい", first=chance.choice(names), second=chance.choice(names), third=chance.choice(names)
    )
    lines = text.split("\n")
    for _ in range(chance.randint(0, 3)):
        del lines[chance.randrange(len(lines))]
    text = "\n".join(lines)
    for _ in range(chance.randint(0, 5)):
        spots = list(WORDS.finditer(text))
        spot = chance.choice(spots)
        text = text[: spot.start()] + chance.choice(words) + text[spot.end() :]
    made(manifest, text)


@PROFILE
@given(cases(wide=True), st.randoms(use_true_random=False))
def test_files_in_any_order_give_the_same(case: Case, chance: random.Random) -> None:
    texts = [
        case.text,
        MANAGED.format(name="新", first="n", second="商談数", third="Win"),
        "metric n = 1",
        "metric 新 = 新",
    ]
    files = [Source(f"specs/{number}.kpi", text) for number, text in enumerate(texts)]
    texts_by = {each.file: each for each in files}
    trees = [read(each).value for each in files]
    manifest = read_manifest(Source("kpidsl.yaml", yaml.safe_dump(dict(case.manifest), allow_unicode=True))).value
    first = build(manifest, trees, texts_by)
    chance.shuffle(trees)
    second = build(manifest, trees, texts_by)
    assert first.diagnostics == second.diagnostics
    assert list(first.value.metrics) == list(second.value.metrics)


BASE = "source s from t { key id  time made }\nmetric m0 = count(s)\n"


def chain(length: int) -> str:
    lines = [f"kpi m{n} = m{n - 1} + 1 {{ breakdown m{n - 1} + 1 }}" for n in range(1, length)]
    return BASE + "\n".join(reversed(lines))


def test_a_chain_of_5000_numbers_is_no_matter() -> None:
    outcome = made("kpidsl: 1", chain(5_000))
    model = outcome.value
    assert outcome.diagnostics == ()
    assert list(model.metrics) == [f"m{n}" for n in range(5_000)]
    assert {each.proof for each in model.metrics.values() if each.breakdown is not None} == {"proved"}
    assert len(names_under(model, "m4999")) == 5_000
    assert len(branches(model, "m4999")) == 9_998
    assert roots(model) == ("m4999",)
    formulas = {name: each.formula for name, each in model.metrics.items()}
    assert not adds_up(formulas["m4999"], formulas)


@pytest.mark.parametrize(
    "text",
    [
        BASE + "\n".join(f"metric m{n} = previous(m{n - 1}) * 2" for n in range(1, 3_000)),
        BASE + "\n".join(f"kpi m{n} = m{n - 1} * m{n - 1} {{ breakdown m{n - 1} * m{n - 1} }}" for n in range(1, 300)),
        "metric m0 = m2999\n" + "\n".join(f"metric m{n} = m{n - 1} + m{n // 2}" for n in range(1, 3_000)),
        "\n".join(f"metric m{n} = m{n}" for n in range(3_000)),
        "source s from t {\n  key id\n  time made\n"
        + "\n".join(f"dimension d{n} = d{n - 1} + d{n - 1}" for n in range(1, 2_000))
        + "}\nmetric x = sum(s.d1999)",
        "\n".join(
            f"source s{n} from t {{ key id  time made  "
            + " ".join(f"join s{m} on a{m} = id" for m in range(14) if m != n)
            + " }"
            for n in range(14)
        )
        + "\nmetric x = count(s0 where s13.a = 1)",
        BASE + f"metric x = {'(' * 150}count(s where {'not ' * 40}a){')' * 150}",
        BASE + "metric x = " + " + ".join(["m0"] * 190),
    ],
    ids=["windows", "powers", "one large circle", "3000 circles", "dimensions", "joins", "depth", "a long sum"],
)
def test_nothing_takes_long(text: str) -> None:
    start = time.process_time()
    made("kpidsl: 1", text)
    assert time.process_time() - start < 6


def test_work_grows_as_the_project_does() -> None:
    def calls(length: int) -> int:
        """Return how many functions are called: unlike seconds, the same on a busy machine."""
        text = Source("a.kpi", chain(length))
        trees, manifest = [read(text).value], read_manifest(Source("kpidsl.yaml", "kpidsl: 1")).value
        profile = cProfile.Profile()
        profile.runcall(build, manifest, trees, {"a.kpi": text})
        return sum(each.callcount for each in profile.getstats())

    assert calls(4_000) < calls(500) * 8 * 1.2
