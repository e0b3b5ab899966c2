"""The codes of rules that are no file here: what the language itself sees to, and what is not there yet."""

from dataclasses import dataclass

from kpidsl.text.diagnostic import Said


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A code without a rule of its own: `by` are the codes that serve it, () where the language leaves no room."""

    code: str
    severity: str
    title: Said
    by: tuple[str, ...]
    how: Said


ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere(
        "M01",
        "error",
        Said("A number without a formula", "式のない数値"),
        ("K105", "K106"),
        Said("the language has no number without a formula", "言語では式のない数値を書けません"),
    ),
    Elsewhere(
        "M05",
        "error",
        Said("A division by zero", "ゼロでの割り算"),
        (),
        Said(
            "the language has one policy: a division by zero is null and prints n.a.; coalesce says otherwise",
            "言語の規則は一つです。ゼロでの割り算は null で n.a. と表示されます。別の値は coalesce で書きます",
        ),
    ),
    Elsewhere(
        "M06",
        "warning",
        Said("A change without a baseline", "基準のない増減"),
        ("K604",),
        Said("a change says what it is a change from", "増減には何に対するものかが要ります"),
    ),
    Elsewhere(
        "M07",
        "error",
        Said("+10% on a rate", "率に対する +10%"),
        ("K603",),
        Said("both readings are offered with their numbers", "両方の読み方を数値とともに示します"),
    ),
    Elsewhere(
        "M11",
        "error",
        Said("A level added up over time", "残高の期間合計"),
        ("K305", "K309"),
        Said("a level is never a total", "残高は合計になりません"),
    ),
    Elsewhere(
        "M12",
        "warning",
        Said("A number entered by hand without evidence", "根拠のない手入力"),
        (),
        Said(
            "the language has no numbers that are entered by hand: each is computed from rows",
            "言語には手入力の数値がありません。すべて行から計算します",
        ),
    ),
    Elsewhere(
        "A01",
        "error",
        Said("A target that cannot be reached", "届きえない目標"),
        ("K624",),
        Said(
            "a target is held against its own limit; whether all leaves can reach a goal is told by kpidsl plan",
            "目標を自身の limit と照らします。要素全体でゴールに届くかどうかは kpidsl plan が示します",
        ),
    ),
    Elsewhere(
        "A07",
        "warning",
        Said("Parts that do not make the whole", "内訳の目標が全体に合わない"),
        ("K622",),
        Said("the targets of the parts are held against that of the whole", "内訳の目標を全体の目標と照らします"),
    ),
    Elsewhere(
        "A08",
        "warning",
        Said("A share outside of 0% to 100%", "0% から 100% の外の割合"),
        ("K623",),
        Said("a share is no more than its whole", "割合は全体を超えません"),
    ),
    Elsewhere(
        "T02",
        "error",
        Said("A date that moves with the day", "日によって動く日付"),
        ("K130",),
        Said("a relative date is refused where it stands", "相対的な日付は書けません"),
    ),
    Elsewhere(
        "T06",
        "error",
        Said("A target changed after its time", "期間後の目標変更"),
        (),
        Said(
            "kpidsl diff and kpidsl check --since REV find it in git's history",
            "kpidsl diff と kpidsl check --since REV が git の履歴から見つけます",
        ),
    ),
    Elsewhere(
        "G01",
        "error",
        Said("A circle", "循環"),
        ("K204", "K607"),
        Said(
            "circles of formulas and of breakdowns are found with their path",
            "式と breakdown の循環を経路とともに示します",
        ),
    ),
    Elsewhere(
        "G03",
        "error",
        Said("Parts that leave something out", "漏れのある内訳"),
        ("K601", "K620"),
        Said(
            "a breakdown is proved by algebra, and held against the data where that is not enough",
            "breakdown は代数で証明し、足りなければデータで確かめます",
        ),
    ),
    Elsewhere(
        "V04",
        "error",
        Said("A KPI deleted without a tombstone", "記録なしに消えた KPI"),
        (),
        Said(
            "kpidsl diff and kpidsl check --since REV find it in git's history",
            "kpidsl diff と kpidsl check --since REV が git の履歴から見つけます",
        ),
    ),
    Elsewhere(
        "V06",
        "warning",
        Said("A definition changed without a break mark", "断りのない定義の変更"),
        (),
        Said(
            "kpidsl diff and kpidsl check --since REV find it in git's history",
            "kpidsl diff と kpidsl check --since REV が git の履歴から見つけます",
        ),
    ),
    Elsewhere(
        "V09",
        "warning",
        Said("A status overridden without a reason", "理由のない状態の上書き"),
        (),
        Said("the language has no way to override a status: it is always computed", "言語では状態を上書きできません"),
    ),
)

SERVED: dict[str, str] = {by: each.code for each in ELSEWHERE for by in each.by}
"""The code of the table of rules that a finding of the language stands for."""
