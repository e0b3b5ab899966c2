"""What numbers can be sliced by: the dimensions that all the sources of a number share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kpidsl.model.near import listed, meant
from kpidsl.model.records import Source
from kpidsl.model.sources import shared_dimensions
from kpidsl.syntax import tree
from kpidsl.text.diagnostic import Diagnostic, Said, finding


@dataclass(frozen=True, slots=True)
class Reach:
    """The sources of a project; `unsure` are those of which not everything is known."""

    sources: Mapping[str, Source]
    unsure: frozenset[str]
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def dimensions(self, sources: Iterable[str]) -> frozenset[str]:
        """Return the dimensions that each of some sources has, or reaches by one path."""
        each = [self._of(source) for source in sources]
        return frozenset.intersection(*each) if each else frozenset()

    def check(
        self, dimension: tree.Reference, metric: str, sources: tuple[str, ...], found: list[Diagnostic]
    ) -> str | None:
        """Return the name of a dimension that a metric can be sliced by; None and a finding where it cannot."""
        name = ".".join(word.text for word in dimension.parts)
        if any(each in self.unsure or each not in self.sources for each in sources):
            return name
        known = self.dimensions(sources)
        if name in known:
            return name
        advice = Said("its rows share no dimension yet", "共通の dimension がまだありません")
        if known:
            shown = listed(known)
            advice = Said(f"it can be sliced by: {shown}", f"使えるもの: {shown}")
        near = meant(name, known, advice)
        found.append(finding("K428", dimension.span, metric=metric, dimension=name, near=near))
        return None

    def _of(self, source: str) -> frozenset[str]:
        if source not in self.known:
            ways = shared_dimensions(self.sources, source)
            self.known[source] = frozenset(name for name, paths in ways.items() if len(paths) == 1)
        return self.known[source]
