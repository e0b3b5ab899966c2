"""`kpidsl check --explain CODE`: the page of a code, or the words of the table where it has none."""

import re
from collections.abc import Iterator

from kpidsl.cli.language import Language, Say
from kpidsl.cli.options import stop
from kpidsl.lint.elsewhere import ELSEWHERE
from kpidsl.lint.every import RULES
from kpidsl.lint.pages import elsewhere_page, rule_page
from kpidsl.shipped import shipped
from kpidsl.text.codes import CODES
from kpidsl.text.nearest import nearest

_HIDDEN = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->\n?", re.DOTALL)
_JAPANESE = "\n## 日本語\n"
_FENCE = re.compile(r"^```(\w*)[^\n]*\n.*?^```$|^Mended:", re.MULTILINE | re.DOTALL)


def explained(code: str, say: Say) -> str:
    """Return the page of a code in a language; the command ends with 2 where there is no such code."""
    known = code.strip().upper()
    rule = next((each for each in RULES if each.code == known), None)
    if rule is not None:
        return _tidy(rule_page(rule, say.language))
    other = next((each for each in ELSEWHERE if each.code == known), None)
    if other is not None:
        return _tidy(elsewhere_page(other, say.language))
    if known not in CODES:
        near = nearest(known, [*CODES, *(each.code for each in RULES)])
        more = say(f"; did you mean {near}?", f"。{near} ですか?") if near else ""
        stop(say(f"no code {code}{more}", f"{code} というコードはありません{more}"))
    page = shipped("docs", "errors") / f"{known}.md"
    if not page.is_file():
        return _words(known, say.language)
    text = _HIDDEN.sub("", page.read_text(encoding="utf-8"))
    english, _, japanese = text.partition(_JAPANESE)
    if say.language == "en" or not japanese:
        return _tidy(english)
    title = english.lstrip().partition("\n")[0]
    return _tidy("\n\n".join([title, japanese, *_examples(english)]))


def _examples(english: str) -> Iterator[str]:
    """Yield the specs of a page under Japanese words; what the tool prints of them is left to the tool."""
    for match in _FENCE.finditer(english):
        if match[0] == "Mended:":
            yield "直した例:"
        elif match[1] in ("kpi", "yaml"):
            yield match[0]


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _words(code: str, language: Language) -> str:
    row = CODES[code]
    text, hint = (row.ja, row.hint_ja) if language == "ja" else (row.en, row.hint_en)
    word = "ヒント" if language == "ja" else "hint"
    lines = [f"# {code}: {_marked(text)}", *([f"{word}: {_marked(hint)}"] if hint else [])]
    return _tidy("\n\n".join(lines))


def _marked(words: str) -> str:
    """Return words of the table with the facts that they need as ‹fact›."""
    marked = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", r"‹\1›", words)
    return marked.replace("{{", "{").replace("}}", "}")
