"""One page a rule, made from the rule itself and from what kpidsl says of its example; and the table of all codes."""

from pathlib import Path

import pytest

from kpidsl.lint.elsewhere import ELSEWHERE, Elsewhere
from kpidsl.lint.every import RULES
from kpidsl.lint.pages import rule_page
from kpidsl.lint.rule import Rule
from kpidsl.model.rules import RULES as CODES
from kpidsl.text.render import terminal
from tests.docs.conftest import ROOT, Settle
from tests.docs.pages import with_part
from tests.lint.cases import lay, looked
from tests.lint.shop import measured, open_shop

FOLDER = ROOT / "docs/rules"
NOTE = "The example stands beside [the company of the rules](README.md#the-company-behind-the-examples)."
SHOP = "The example stands beside [the shop with data](README.md#the-shop-behind-the-examples-with-data)."
ORDER = "SMARTGV"


def page(rule: Rule, folder: Path) -> str:
    said = ""
    if rule.bad:
        found = measured(open_shop(folder, rule.bad)) if rule.data else looked(lay(folder, rule.bad))
        said = terminal(found.diagnostics, found.value.project.folder.texts, "en")
    english = rule_page(rule, "en", said)
    japanese = f"## 日本語\n\n**{rule.title.ja}。** {rule.why.ja}\n"
    return "\n".join([english, f"{SHOP if rule.data else NOTE}\n" if rule.bad else "", japanese]).replace(
        "\n\n\n", "\n\n"
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_says_what_the_rule_says(rule: Rule, tmp_path: Path, settle: Settle) -> None:
    settle(FOLDER / f"{rule.code}.md", page(rule, tmp_path))


def test_every_page_has_its_rule() -> None:
    assert {path.stem for path in FOLDER.glob("[A-Z][0-9]*.md")} == {rule.code for rule in RULES}


def test_every_code_is_a_rule_or_stands_elsewhere() -> None:
    named = [*(rule.code for rule in RULES), *(each.code for each in ELSEWHERE)]
    assert (sorted(named), len(named)) == (sorted(CODES), 65)


def test_the_table_names_every_code(settle: Settle) -> None:
    rows: dict[str, Rule | Elsewhere] = {each.code: each for each in (*RULES, *ELSEWHERE)}
    lines = ["| code | severity | what | 日本語 | where |\n", "| --- | --- | --- | --- | --- |\n"]
    for code in sorted(rows, key=lambda code: (ORDER.index(code[0]), code)):
        lines.append(_line(rows[code]))
    path = FOLDER / "README.md"
    settle(path, with_part(path.read_text("utf-8"), "table", "".join(lines)))


def _line(row: Rule | Elsewhere) -> str:
    if isinstance(row, Rule):
        where = "`lint --data`" if row.data else "`lint`" if row.calendar or row.words.severity == "info" else "`check`"
        return f"| [{row.code}]({row.code}.md) | {row.words.severity} | {row.title.en} | {row.title.ja} | {where} |\n"
    by = ", ".join(f"[{code}](../errors/{code}.md)" for code in row.by)
    where = f"served by {by}" if by else "the language"
    return f"| {row.code} | {row.severity} | {row.title.en} | {row.title.ja} | {where}: {row.how.en} |\n"
