"""The statements of a project as they are remembered: each with the digest of all that its findings depend on."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from kpidsl.syntax.tree import File


@dataclass(frozen=True, slots=True)
class Known:
    """One statement as remembered: its kind, its name, where it begins, the digest of its text, the names in it."""

    kind: str
    name: str
    start: int
    digest: str
    words: tuple[str, ...]


def digest(*parts: str) -> str:
    """Return a short digest of texts; 128 bits, so that two never meet by chance."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def know(file: File, text: str) -> tuple[Known, ...]:
    """Return the statements of a file as they are remembered."""
    known = []
    for statement in file.statements:
        name = statement.name.text if statement.name is not None else ""
        body = text[statement.span.start : statement.span.end]
        known.append(Known(statement.kind, name, statement.span.start, digest(body), _words(body)))
    return tuple(known)


def _words(text: str) -> tuple[str, ...]:
    """Return every name in a statement's text, whatever it stands for; words of texts are among them and do no harm."""
    plain = text if text.isascii() else normalize("NFKC", text)
    return tuple(sorted({quoted or word for quoted, word in _WORD.findall(plain)}))


_WORD = re.compile(r"`([^`\n]+)`|([^\W\d]\w*)")


def digests(statements: Iterable[Known], manifest: str) -> list[str] | None:
    """Return the digest of every statement with all that it depends on; None where a name is declared twice."""
    every = list(statements)
    named: dict[str, list[int]] = {}
    seen: set[tuple[str, str]] = set()
    for index, each in enumerate(every):
        if each.name:
            if each.kind in _DEFINE and (space := (_DEFINE[each.kind], each.name)) in seen:
                return None
            if each.kind in _DEFINE:
                seen.add(space)
            named.setdefault(each.name, []).append(index)
    edges = [[other for word in each.words for other in named.get(word, ())] for each in every]
    found = [""] * len(every)
    for component in _components(edges):
        inside = set(component)
        below = sorted({found[other] for index in component for other in edges[index] if other not in inside})
        own = sorted(f"{every[index].kind} {every[index].digest}" for index in component)
        whole = digest(manifest, *own, *below)
        for index in component:
            found[index] = digest(whole, every[index].digest)
    return found


_DEFINE = {
    "source": "rows", "segment": "rows", "metric": "numbers", "kpi": "numbers", "kgi": "numbers",
    "action": "others", "scorecard": "others",
}  # fmt: skip


def _components(edges: list[list[int]]) -> Iterator[list[int]]:
    """Yield the strongly connected parts of a graph, each after all that it leads to (Tarjan, 1972); no recursion."""
    number = [-1] * len(edges)
    lowest = [0] * len(edges)
    on_stack = [False] * len(edges)
    stack: list[int] = []
    count = 0
    for root in range(len(edges)):
        if number[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                number[node] = lowest[node] = count
                count += 1
                stack.append(node)
                on_stack[node] = True
            for place in range(at, len(edges[node])):
                other = edges[node][place]
                if number[other] < 0:
                    work += [(node, place + 1), (other, 0)]
                    break
                if on_stack[other]:
                    lowest[node] = min(lowest[node], lowest[other] if place < at else number[other])
            else:
                if lowest[node] == number[node]:
                    part = []
                    while True:
                        each = stack.pop()
                        on_stack[each] = False
                        part.append(each)
                        if each == node:
                            break
                    yield part
                if work:
                    above = work[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
