"""What a fuzzer drives: a file in either spelling is read, rendered, formatted and given its meaning.

`python -m tests.fuzz.target -max_total_time=600 tests/fuzz/corpus` runs until the time is up; a crash leaves its input
behind. Whatever the bytes are, they must end in findings: an exception is our own mistake.
"""

import sys

import atheris

with atheris.instrument_imports(include=["kpidsl"]):
    from kpidsl.model.build import build
    from kpidsl.model.manifest import read_manifest
    from kpidsl.syntax.formatting.format import formatted
    from kpidsl.syntax.read import read
    from kpidsl.text.render import terminal
    from kpidsl.text.source import Source

MANIFEST = read_manifest(Source("kpidsl.yaml", "kpidsl: 1\ntimezone: Asia/Tokyo\n")).value


def one(data: bytes) -> None:
    """Read one input: its first byte chooses the spelling, the rest is the file."""
    if not data:
        return
    text = data[1:].decode("utf-8", "replace")
    source = Source("specs/fuzz.yaml" if data[0] % 2 else "specs/fuzz.kpi", text)
    outcome = read(source)
    texts = {source.file: source}
    model = build(MANIFEST, [outcome.value], texts)
    found = [*outcome.diagnostics, *model.diagnostics]
    for locale in ("en", "ja"):
        terminal(found, texts, locale)  # type: ignore[arg-type]
    made = formatted(source)
    if made.value is not None:
        again = formatted(Source(source.file, made.value))
        assert again.value == made.value, "the formatter is no fixed point"


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
