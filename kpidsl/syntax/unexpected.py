"""A token that cannot stand where it stands: which likely mistake it is, or what was expected instead."""

import re
from contextlib import suppress

from kpidsl.syntax import wording
from kpidsl.syntax.looks_signs import SIGN_LOOKS
from kpidsl.syntax.looks_words import WORD_LOOKS
from kpidsl.syntax.parser import END, Action, Unexpected, expected, parse
from kpidsl.syntax.passage import Passage
from kpidsl.syntax.recording import Recorder
from kpidsl.syntax.scene import Scene
from kpidsl.syntax.tables import tables
from kpidsl.text.diagnostic import Diagnostic, Said, finding
from kpidsl.text.nearest import nearest


def explain(passage: Passage, rule: str, met: Unexpected, actions: list[Action | None]) -> Diagnostic:
    """Return what to say about an unexpected token."""
    recorder = Recorder(passage)
    with suppress(Unexpected):
        parse(tables(), rule, recorder, actions)
    could = frozenset(expected(tables(), met.stack))
    scene = Scene(passage, rule, met, recorder.tokens[:-1], could, recorder.began, recorder.ended)
    for look in (*SIGN_LOOKS, *WORD_LOOKS):
        if said := look(scene):
            return said
    return _plain(scene)


def _plain(scene: Scene) -> Diagnostic:
    """Say what was expected, and the nearest word where one was mistyped."""
    wanted = wording.expected(scene.expected)
    if scene.kind == END:
        return finding("K149", scene.span, expected=wanted, advice=wording.like(scene))
    near = nearest(scene.word, wording.words(scene.expected)) if scene.word.isidentifier() else None
    advice = wording.meant(near) if near else _in_backticks(scene) or wording.like(scene)
    return finding("K100", scene.span, found=wording.found(scene), expected=wanted, advice=advice)


_PARENTHESES = re.compile(r"[(（][^()（）`\r\n]*[)）]")


def _in_backticks(scene: Scene) -> Said | None:
    """Propose backticks for what is likely one name of a column: 金額（税込）, 受付 日."""
    before = scene.tokens[-2:]
    if not before or before[-1][0] != "NAME":
        return None
    name, text = before[-1][1], scene.passage.text
    if scene.kind == "LPAR" and before[0][0] == "DOT" and (found := _PARENTHESES.match(text, scene.at)):
        whole = f"{name.text}{found[0]}"
    elif scene.kind == "NAME" and not scene.first_on_line and not f"{name.text}{scene.word}".isascii():
        whole = f"{name.text} {scene.word}"
    else:
        return None
    return Said(
        f"a name with blanks or parentheses stands in backticks: `` `{whole}` ``",
        f"空白や括弧のある名前はバッククォートで囲む: `` `{whole}` ``",
    )
