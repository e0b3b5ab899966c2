"""Likely mistakes with signs and quotes: each function looks at the scene and says what it sees, or nothing."""

from kpidsl.syntax.clauses import CLAUSES_OF, STATEMENT
from kpidsl.syntax.parser import END
from kpidsl.syntax.scene import Look, Scene
from kpidsl.text.diagnostic import Diagnostic, finding


def _open_parenthesis(scene: Scene) -> Diagnostic | None:
    opened = scene.open_parenthesis()
    if opened is None or "RPAR" not in scene.expected:
        return None
    word = scene.word
    ends = scene.kind in (END, "RBRACE", "LBRACE") or (
        scene.first_on_line and (word in scene.clauses or word in STATEMENT)
    )
    return finding("K110", opened.span) if ends else None


def _stray_closing(scene: Scene) -> Diagnostic | None:
    if scene.kind == "RPAR" and scene.open_parenthesis() is None:
        return finding("K145", scene.span)
    if scene.kind == "RBRACE" and any(kind.startswith("S_") for kind in scene.expected):
        return finding("K109", scene.span)
    return None


def _no_body(scene: Scene) -> Diagnostic | None:
    if scene.kind == "LBRACE" and scene.statement and not STATEMENT[scene.statement].body:
        return finding("K148", scene.span, kind=scene.statement)
    return None


def _double_equal(scene: Scene) -> Diagnostic | None:
    if scene.kind == "EQUAL" and scene.previous and scene.previous[0] == "EQUAL":
        return finding("K107", scene.previous[1].span.to(scene.span))
    return None


def _comma(scene: Scene) -> Diagnostic | None:
    if scene.kind == "COMMA" and scene.last_on_line:
        return finding("K111", scene.span, sign=",")
    if scene.previous and scene.previous[0] == "COMMA" and scene.kind in ("RPAR", "RBRACE", END):
        return finding("K111", scene.previous[1].span, sign=",")
    return None


def _times(scene: Scene) -> Diagnostic | None:
    if scene.kind != "STAR" or "TIMES" not in scene.expected:
        return None
    rest = scene.rest_of_line(from_token=True)
    number = rest[1:].split()[0] if rest[1:].split() else "2"
    return finding("K127", scene.span, written=f"×{number}", plain=f"x{number}")


def _chained(scene: Scene) -> Diagnostic | None:
    compares = {"EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "MORE", "MORE_EQUAL"}
    if scene.kind in compares and "W_AND" in scene.expected and scene.kind not in scene.expected:
        return finding("K152", scene.span)
    return None


def _quotes(scene: Scene) -> Diagnostic | None:
    if scene.kind == "DATA" and "TEXT" in scene.expected:
        return finding("K118", scene.span, text=scene.met.value.value)
    if scene.kind == "TEXT" and "DATA" in scene.expected:
        return finding("K119", scene.span, text=scene.met.value.value)
    if scene.kind == "NAME" and "DATA" in scene.expected and "NAME" not in scene.expected:
        return finding("K155", scene.span, word=scene.word)
    return None


def _late_label(scene: Scene) -> Diagnostic | None:
    """Look at a label that stands after the formula."""
    kinds = {kind for kind, _ in scene.tokens}
    if scene.kind == "TEXT" and len(scene.tokens) == 1 and scene.statement and "NAME" in scene.expected:
        return finding("K156", scene.span, text=scene.met.value.value)
    if (
        scene.kind == "TEXT"
        and "LBRACE" not in kinds
        and "EQUAL" in kinds
        and any(kind.startswith("S_") for kind in kinds)
    ):
        return finding("K156", scene.span, text=scene.met.value.value)
    return None


def _no_value(scene: Scene) -> Diagnostic | None:
    previous = scene.previous
    if previous is None or not previous[0].startswith("C_") or not scene.statement:
        return None
    if scene.kind in (END, "RBRACE") or scene.first_on_line:
        keyword = previous[1].text
        row = CLAUSES_OF[scene.statement].get(keyword)
        return finding("K113", previous[1].span, clause=keyword, example=row.example if row else keyword)
    return None


SIGN_LOOKS: tuple[Look, ...] = (
    _double_equal,
    _open_parenthesis,
    _stray_closing,
    _no_body,
    _no_value,
    _quotes,
    _late_label,
    _comma,
    _times,
    _chained,
)
