"""The clause table: one row a statement, one row a clause. Grammar, readers, schema, formatter and docs follow it."""

from dataclasses import dataclass

NUMBERS = ("metric", "kpi", "kgi")
MANAGED = ("kpi", "kgi")


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A kind of statement: its keyword, its key in YAML, and what its head names.

    `section` is the top-level key in YAML; there it is a map from name to clauses, or a list where `listed`. `subject`
    is the YAML key of what a listed statement is about, "" where it is about nothing that has a name.
    """

    kind: str
    section: str
    en: str
    ja: str
    listed: bool = False
    subject: str = ""
    labelled: bool = False
    body: bool = True

    @property
    def named(self) -> bool:
        """Say whether a name follows the keyword."""
        return not self.listed or bool(self.subject)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause: where it may stand, its keyword (the YAML key), the grammar rule of its value, and what it is for.

    `head` holds the words that lead it in the statement's head, None where it stands in the braces. `example` is how
    it looks in the own spelling. `value` names a rule of `kpi.lark`.
    """

    statements: tuple[str, ...]
    keyword: str
    value: str
    en: str
    ja: str
    example: str
    repeatable: bool = False
    required: bool = False
    head: str | None = None

    def example_in(self, spelling: str) -> str:
        """Return how the clause looks in a spelling, "kpi" or "yaml"."""
        if spelling == "kpi":
            return self.example
        value = self.example
        for lead in ("= ", "from query ", "replaced by ", f"{self.keyword} "):
            value = value.removeprefix(lead)
        if self.value == "flag":
            value = "true"
        if self.value in ("text", "query") and ": " not in value:
            value = value.strip('"')
        return f"{self.keyword}: {value}"


STATEMENTS: tuple[StatementRow, ...] = (
    StatementRow("source", "sources", "Rows to measure.", "測る対象の行。", labelled=True),
    StatementRow("segment", "segments", "A named condition.", "名前を付けた条件。", labelled=True, body=False),
    StatementRow("metric", "metrics", "A number that is tracked, not managed.", "追うだけの数値。", labelled=True),
    StatementRow("kpi", "kpis", "A managed number.", "管理する数値。", labelled=True),
    StatementRow("kgi", "kgis", "The goal on top of a tree.", "ツリーの頂点にある目標。", labelled=True),
    StatementRow("action", "actions", "A measure taken.", "施策。", labelled=True),
    StatementRow("review", "reviews", "The record of a review.", "レビューの記録。", listed=True, subject="kpi"),
    StatementRow("retire", "retired", "The tombstone of a KPI.", "廃止した KPI の記録。", True, "kpi", body=False),
    StatementRow("event", "events", "A note on charts and bridges.", "グラフに添える出来事。", True, body=False),
    StatementRow("expect", "expects", "An assertion on a number.", "数値についての検証。", True, "name", body=False),
    StatementRow("scorecard", "scorecards", "A page set for readers.", "読み手のためのページ一式。", labelled=True),
)

_SOURCE: tuple[ClauseRow, ...] = (
    ClauseRow(
        ("source",),
        "from",
        "table_or_file",
        "The table or the files that hold the rows.",
        "行があるテーブルかファイル。",
        "from crm.deals",
        head="W_FROM",
    ),
    ClauseRow(
        ("source",),
        "query",
        "query",
        "One SELECT that gives the rows.",
        "行を返す 1 つの SELECT。",
        'from query "select …"',
        head="W_FROM W_QUERY",
    ),
    ClauseRow(
        ("source",), "key", "names", "The columns that tell one row from another.", "行を区別する列。", "key deal_id"
    ),
    ClauseRow(
        ("source",),
        "time",
        "time",
        "A time column, with the zone of its naive values; the first is the default.",
        "時刻の列とそのタイムゾーン。最初のものが既定。",
        'time created_at in "UTC"',
        repeatable=True,
    ),
    ClauseRow(
        ("source",),
        "join",
        "join",
        "The one row of another source that each row belongs to.",
        "各行が属する別のソースの 1 行。",
        "join leads on lead_id",
        repeatable=True,
    ),
    ClauseRow(
        ("source",),
        "dimension",
        "dimension",
        "A way to slice the rows: a column or an expression.",
        "行の切り口。列または式。",
        'dimension channel "チャネル"',
        repeatable=True,
    ),
    ClauseRow(
        ("source",),
        "fresh",
        "fresh",
        "How old the newest row may be.",
        "最新の行がどれだけ古くてよいか。",
        "fresh within 1 day",
    ),
)

_SEGMENT: tuple[ClauseRow, ...] = (
    ClauseRow(
        ("segment",),
        "of",
        "name",
        "The source whose rows it selects.",
        "行を選ぶ元のソース。",
        "of deals",
        required=True,
        head="W_OF",
    ),
    ClauseRow(
        ("segment",),
        "formula",
        "formula",
        "The condition that a row must meet.",
        "行が満たすべき条件。",
        "= stage = 'won'",
        required=True,
        head="EQUAL",
    ),
)

_NUMBER: tuple[ClauseRow, ...] = (
    ClauseRow(
        NUMBERS,
        "formula",
        "formula",
        "How the number is computed.",
        "数値の計算方法。",
        "= count(deals)",
        required=True,
        head="EQUAL",
    ),
    ClauseRow(NUMBERS, "unit", "unit", "The unit it is shown in.", "表示する単位。", "unit JPY"),
    ClauseRow(
        NUMBERS,
        "definition",
        "text",
        "What it means, in words.",
        "言葉による定義。",
        'definition "Amount of the deals won."',
    ),
    ClauseRow(
        NUMBERS,
        "better",
        "better",
        "Which direction is better: higher, lower or within.",
        "良い方向。higher、lower、within のいずれか。",
        "better higher",
    ),
    ClauseRow(
        NUMBERS,
        "breakdown",
        "formula",
        "The identity that gives the tree its arithmetic edges.",
        "ツリーの計算上の枝となる恒等式。",
        "breakdown 商談数 * 受注率",
    ),
    ClauseRow(
        NUMBERS,
        "drives",
        "names",
        "What it is believed to move; never arithmetic.",
        "動かすと考えている数値。計算には使わない。",
        "drives 商談数",
        repeatable=True,
    ),
    ClauseRow(NUMBERS, "tags", "names", "Words to find it by.", "探すための言葉。", "tags sales, weekly"),
)

_MANAGED: tuple[ClauseRow, ...] = (
    ClauseRow(
        MANAGED,
        "was",
        "name",
        "Its earlier name; history and links follow.",
        "以前の名前。履歴とリンクが引き継がれる。",
        "was 成約率",
    ),
    ClauseRow(
        MANAGED,
        "before",
        "earlier",
        "The definition that was in force until a date.",
        "その日まで有効だった定義。",
        "before 2026-04-01 = a / b",
        repeatable=True,
    ),
    ClauseRow(
        MANAGED,
        "target",
        "target",
        "The value to reach, and by when.",
        "達成する値と期限。",
        "target 1.2億円 in FY2026",
        repeatable=True,
    ),
    ClauseRow(
        MANAGED,
        "milestone",
        "milestone",
        "A value to have reached on the way.",
        "途中で達しているべき値。",
        "milestone 5000万円 by 2026-09-30",
        repeatable=True,
    ),
    ClauseRow(
        MANAGED,
        "limit",
        "limit",
        "The value beyond which nobody believes it, and why.",
        "これを超えるとは考えにくい値とその理由。",
        'limit 35% because "best quarter"',
    ),
    ClauseRow(
        MANAGED, "effort", "number", "How hard it is to move: a positive weight.", "動かす労力。正の重み。", "effort 2"
    ),
    ClauseRow(
        MANAGED,
        "guards",
        "names",
        "The KPI that must not suffer for another one.",
        "犠牲にしてはならない KPI。",
        "guards 解約率",
        repeatable=True,
    ),
    ClauseRow(
        MANAGED, "phase", "text", "The phase of the process it belongs to.", "属するプロセスの段階。", 'phase "商談"'
    ),
    ClauseRow((*MANAGED,), "team", "text", "The team it belongs to.", "担当するチーム。", 'team "営業本部"'),
    ClauseRow(
        (*MANAGED, "action"),
        "owner",
        "text",
        "The person or role that answers for it.",
        "責任を持つ人または役割。",
        'owner "営業本部長"',
    ),
    ClauseRow(
        MANAGED,
        "review",
        "cadence",
        "How often it is reviewed, and on which day.",
        "レビューの頻度と日。",
        "review monthly on 5",
    ),
    ClauseRow(MANAGED, "because", "text", "Why it is managed at all.", "管理する理由。", 'because "…"'),
    ClauseRow(
        MANAGED,
        "decision",
        "text",
        "What is decided when it goes wrong.",
        "悪化したときに下す判断。",
        'decision "Below 20%: revise the script."',
    ),
    ClauseRow(MANAGED, "key", "flag", "Managed first among many.", "多くの中で最優先。", "key"),
    ClauseRow(MANAGED, "incentive", "flag", "Pay hangs on it.", "報酬に結び付いている。", "incentive"),
    ClauseRow(MANAGED, "path", "path", "The road from now to the target.", "目標までの道筋。", "path linear"),
    ClauseRow(
        MANAGED,
        "status",
        "bands",
        "Below which share of its target it gets which status.",
        "目標比がいくつを下回るとどの状態か。",
        "status at_risk below 90%, behind below 75%",
    ),
    ClauseRow(
        MANAGED,
        "stable",
        "stable",
        "From when on its process limits are locked, and why.",
        "管理限界を固定する日とその理由。",
        'stable from 2026-04-01 because "…"',
    ),
    ClauseRow(
        MANAGED,
        "lag",
        "duration",
        "How long until it shows in its parent.",
        "親の数値に表れるまでの期間。",
        "lag 30 days",
    ),
    ClauseRow(MANAGED, "capacity", "rate", "How much can be done at most.", "処理できる上限。", "capacity 40 per day"),
    ClauseRow(MANAGED, "heads", "number", "How many people work on it.", "担当する人数。", "heads 6"),
    ClauseRow(
        MANAGED, "hands_to", "text", "The team that takes over from here.", "引き継ぐ先のチーム。", 'hands_to "CS"'
    ),
    ClauseRow(
        MANAGED,
        "advice",
        "advice",
        "What to do when it is low or high.",
        "低いとき、高いときに取る行動。",
        'advice low "…"',
        repeatable=True,
    ),
    ClauseRow(
        MANAGED,
        "allow",
        "allow",
        "Silences a rule until a date, and why.",
        "その日まで規則を抑える。理由を添える。",
        'allow T04 until 2026-12-31 because "…"',
        repeatable=True,
    ),
)

_OTHERS: tuple[ClauseRow, ...] = (
    ClauseRow(("action",), "for", "names", "The KPI it is meant to move.", "動かそうとする KPI。", "for 受注率"),
    ClauseRow(
        ("action",), "from", "dates", "Its first and its last day.", "初日と最終日。", "from 2026-04-01 to 2026-06-30"
    ),
    ClauseRow(("action",), "budget", "amount", "What it may cost.", "かけてよい費用。", "budget 200万円"),
    ClauseRow(("action",), "every", "how_often", "How often it is done.", "行う頻度。", "every 2 days"),
    ClauseRow(
        ("action",),
        "expects",
        "expected",
        "The change that is hoped for.",
        "見込む変化。",
        "expects +3pt on 受注率",
        repeatable=True,
    ),
    ClauseRow(("action",), "outcome", "outcome", "What came of it.", "結果。", 'outcome worked "…"'),
    ClauseRow(
        ("review",),
        "on",
        "period",
        "The day of the review.",
        "レビューの日。",
        "on 2026-09-30",
        required=True,
        head="W_ON",
    ),
    ClauseRow(("review",), "result", "result", "What was seen.", "見えた結果。", 'result "…"'),
    ClauseRow(("review",), "cause", "text", "Why it was so.", "その原因。", 'cause "…"'),
    ClauseRow(
        ("review",),
        "decision",
        "verdict",
        "What was decided: keep, adjust or retire.",
        "決定。keep、adjust、retire のいずれか。",
        "decision keep",
    ),
    ClauseRow(("review",), "by", "text", "Who decided.", "決めた人。", 'by "営業本部長"'),
    ClauseRow(("review",), "note", "text", "Anything else.", "その他。", 'note "…"'),
    ClauseRow(
        ("retire",), "on", "period", "The day it ended.", "終了した日。", "on 2026-09-30", required=True, head="W_ON"
    ),
    ClauseRow(
        ("retire",),
        "because",
        "text",
        "Why it ended.",
        "終了した理由。",
        'because "…"',
        required=True,
        head="W_BECAUSE",
    ),
    ClauseRow(
        ("retire",),
        "replaced_by",
        "name",
        "The KPI that stands in its place.",
        "代わりとなる KPI。",
        "replaced by 受注率",
        head="W_REPLACED W_BY",
    ),
    ClauseRow(("event",), "date", "period", "When it happened.", "起きた日。", "2026-09-30", required=True, head=""),
    ClauseRow(("event",), "what", "text", "What happened.", "起きたこと。", '"…"', required=True, head=""),
    ClauseRow(
        ("event",),
        "on",
        "name",
        "The number whose chart carries the note.",
        "添える先の数値。",
        "on 受注率",
        head="W_ON",
    ),
    ClauseRow(
        ("expect",), "in", "period", "The period it is about.", "対象の期間。", "in 2026-09", required=True, head="W_IN"
    ),
    ClauseRow(
        ("expect",), "for", "slice", "The slice it is about.", "対象の切り口。", "for channel 'web'", head="W_FOR"
    ),
    ClauseRow(
        ("expect",),
        "value",
        "tolerance",
        "The value expected, and how far off it may be.",
        "見込む値と許される差。",
        "= 120 ± 5",
        required=True,
        head="EQUAL",
    ),
    ClauseRow(
        ("scorecard",),
        "show",
        "shown",
        "A number on the page; with `tree`, all below it.",
        "載せる数値。tree を付けるとその下も。",
        "show 受注金額 tree",
        repeatable=True,
    ),
    ClauseRow(("scorecard",), "every", "each", "How often the page is made.", "作る頻度。", "every month"),
    ClauseRow(
        ("scorecard",),
        "compare",
        "names",
        "What each value is compared with.",
        "比べる相手。",
        "compare plan, last_year",
    ),
    ClauseRow(
        ("scorecard",),
        "by",
        "names",
        "The dimensions that the numbers are sliced by.",
        "数値を分ける切り口。",
        "by channel",
    ),
    ClauseRow(("scorecard",), "for", "text", "Who reads it.", "読み手。", 'for "経営会議"'),
    ClauseRow(("scorecard",), "template", "plain", "The design of the page.", "ページのデザイン。", "template board"),
    ClauseRow(
        ("scorecard",), "locale", "plain", "The language and number format.", "言語と数値の書式。", "locale ja-JP"
    ),
)

LABEL = ClauseRow(
    tuple(row.kind for row in STATEMENTS if row.labelled),
    "label",
    "text",
    "Its name as people read it.",
    "表示する名前。",
    '"受注率"',
    head="",
)
"""The label is no clause in the own spelling, where it stands behind the name, and a key like others in YAML."""

CLAUSES: tuple[ClauseRow, ...] = _SOURCE + _SEGMENT + _NUMBER + _MANAGED + _OTHERS

STATEMENT: dict[str, StatementRow] = {row.kind: row for row in STATEMENTS}
SECTION: dict[str, StatementRow] = {row.section: row for row in STATEMENTS}
CLAUSES_OF: dict[str, dict[str, ClauseRow]] = {
    kind: {row.keyword: row for row in CLAUSES if kind in row.statements} for kind in STATEMENT
}


def rivals(kind: str) -> list[str]:
    """Return the clauses of a head that begin with one word: only one of them can stand there."""
    heads = [row for row in CLAUSES_OF[kind].values() if row.head]
    words = [(row.head or "").split()[0] for row in heads]
    return [row.keyword for row, word in zip(heads, words, strict=True) if words.count(word) > 1]
