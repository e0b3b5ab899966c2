"""What is advised where a name is not known: the nearest one where it was mistyped, else what to do."""

from collections.abc import Iterable

from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.nearest import nearest
from kpidsl.text.source import Span


def meant(word: str, names: Iterable[str], otherwise: Said) -> Said:
    """Return the question whether the nearest of `names` was meant, or `otherwise` where none is near."""
    near = nearest(word, names)
    return Said(f"did you mean {near}?", f"{near} のことですか") if near else otherwise


def listed(names: Iterable[str], most: int = 12) -> str:
    """Return names as one text, in order, the first few of many; "-" where there are none."""
    shown = sorted(set(names))
    return ", ".join(shown[:most]) + (" …" if len(shown) > most else "") or "-"


def unknown_source(name: str, span: Span, sources: Iterable[str]) -> Diagnostic:
    """Return the finding about a name that is no source."""
    example = f"source {name} from crm.{name} {{ key id  time created_at }}"
    advice = Said(f"declare the rows first: {example}", f"先に行を宣言してください: {example}")
    return finding("K202", span, name=name, near=meant(name, sources, advice))


def unknown_number(name: str, numbers: Iterable[str]) -> Diagnostic:
    """Return the finding about a name of the command line that is no metric, kpi or kgi."""
    known = list(numbers)
    advice = Said(f"there is {listed(known)}", f"あるもの: {listed(known)}")
    return finding("K201", None, name=name, near=meant(name, known, advice))
