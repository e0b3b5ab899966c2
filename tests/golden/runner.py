"""Cases that a person reads: a file holds many, each with its inputs and, below them, what the program says to those.

    # what this file is about

    == the title of a case
    -- kpi
    metric a == 1
    -- kpi says
    error[K107]: one `=` is enough

A part begins at `-- LABEL`. Parts whose label ends in ` says` are outputs: they are compared, and written anew by
`--update`. A room gives a function from the inputs of a case to its outputs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_OUTPUT = " says"

Produce = Callable[[dict[str, str]], dict[str, str]]


@dataclass(frozen=True)
class Case:
    """One case: its title, and its parts by label in the order written."""

    title: str
    parts: dict[str, str]

    @property
    def inputs(self) -> dict[str, str]:
        return {label: text for label, text in self.parts.items() if not label.endswith(_OUTPUT)}

    @property
    def outputs(self) -> dict[str, str]:
        return {label: text for label, text in self.parts.items() if label.endswith(_OUTPUT)}


def read_cases(path: Path) -> tuple[str, list[Case]]:
    """Return what a file says before its first case, and its cases."""
    preface, *texts = ("\n" + path.read_text(encoding="utf-8")).split("\n== ")
    return preface.strip("\n"), [_case(text) for text in texts]


def _case(text: str) -> Case:
    title, *parts = text.split("\n-- ")
    split = [part.partition("\n") for part in parts]
    return Case(title.strip(), {label.strip(): body.strip("\n") for label, _, body in split})


def write_cases(path: Path, preface: str, cases: list[Case]) -> None:
    """Write a file of cases."""
    blocks = [preface]
    for case in cases:
        parts = "".join(f"\n-- {label}\n{body}" for label, body in case.parts.items())
        blocks.append(f"== {case.title}{parts}")
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def check_file(path: Path, produce: Produce, update: bool) -> list[str]:
    """Return where the program says something else than the file; with `update`, write what it says instead."""
    preface, cases = read_cases(path)
    said = [produce(case.inputs) for case in cases]
    if update:
        both = zip(cases, said, strict=True)
        write_cases(path, preface, [Case(case.title, _woven(case.inputs, outputs)) for case, outputs in both])
        return []
    differences = []
    for case, outputs in zip(cases, said, strict=True):
        for label in outputs.keys() | case.outputs.keys():
            expected, found = case.outputs.get(label, "(nothing)"), outputs.get(label, "(nothing)").strip("\n")
            if expected != found:
                differences.append(f"{path.name}: {case.title}: {label}\n--- written\n{expected}\n--- said\n{found}")
    return differences


def _woven(inputs: dict[str, str], outputs: dict[str, str]) -> dict[str, str]:
    """Return the parts with each output right below its input."""
    parts: dict[str, str] = {}
    for label, text in inputs.items():
        parts[label] = text
        if label + _OUTPUT in outputs:
            parts[label + _OUTPUT] = outputs[label + _OUTPUT].strip("\n")
    return parts | {label: text.strip("\n") for label, text in outputs.items() if label not in parts}
