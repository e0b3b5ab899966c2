"""The page of a rule, made from the rule: what it does, why that is bad, an example, and better."""

from collections.abc import Iterator

from kpidsl.lint.elsewhere import Elsewhere
from kpidsl.lint.rule import Option, Rule
from kpidsl.text.diagnostic import Said
from kpidsl.text.render.words import Locale, said

_WORDS = {
    "example": Said("Example", "例"),
    "better": Said("Better", "直した例"),
    "settings": Said("Settings", "設定"),
    "default": Said("default", "既定値"),
}


def rule_page(rule: Rule, language: Locale, said_of_it: str = "") -> str:
    """Return the page of a rule in one language; `said_of_it` is what kpidsl says of the example."""
    return "\n\n".join(_parts(rule, language, said_of_it)) + "\n"


def _parts(rule: Rule, language: Locale, said_of_it: str) -> Iterator[str]:
    yield f"# {rule.code}: {said(rule.title, language)}"
    yield f"{_severity(rule.words.severity, language)}. {_when(rule, language)}"
    yield said(rule.why, language)
    if rule.bad:
        yield f"## {_word('example', language)}\n\n```kpi\n{rule.bad.strip()}\n```"
        if said_of_it:
            yield f"```text\n{said_of_it.rstrip()}\n```"
        yield f"## {_word('better', language)}\n\n```kpi\n{rule.good.strip()}\n```"
    if rule.options:
        lines = "\n".join(_option(rule, each, language) for each in rule.options)
        yield f"## {_word('settings', language)}\n\n{lines}"


def _word(key: str, language: Locale) -> str:
    return said(_WORDS[key], language)


def _severity(severity: str, language: Locale) -> str:
    if language == "ja":
        return {"error": "エラー", "warning": "警告", "info": "情報"}[severity]
    return severity.capitalize()


def _when(rule: Rule, language: Locale) -> str:
    if rule.data is not None:
        return said(Said("Found by `kpidsl lint --data`.", "`kpidsl lint --data` で見つかります。"), language)
    if rule.calendar or rule.words.severity == "info":
        return said(Said("Found by `kpidsl lint`.", "`kpidsl lint` で見つかります。"), language)
    words = Said("Found by `kpidsl check` and `kpidsl lint`.", "`kpidsl check` と `kpidsl lint` で見つかります。")
    return said(words, language)


def _option(rule: Rule, option: Option, language: Locale) -> str:
    default = option.default if isinstance(option.default, int) else f"[{', '.join(option.default)}]"
    about, word = said(option.about, language), _word("default", language)
    return f"- `lint: {{{rule.code}: {{{option.name}: {default}}}}}`: {about}; {word} {default}"


def elsewhere_page(code: Elsewhere, language: Locale) -> str:
    """Return what there is to say of a code that is no rule of its own."""
    by = ", ".join(code.by)
    lead = f"# {code.code}: {said(code.title, language)}\n\n{said(code.how, language)}"
    return f"{lead}{f': {by}' if by else ''}\n"
