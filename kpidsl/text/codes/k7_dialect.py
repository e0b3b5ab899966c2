"""K7: what a dialect cannot say."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K701", "error", "SQL is not written for {dialect}", "{dialect} 向けの SQL にはまだ対応していません",
         "it is written for {known}", "対応している方言: {known}"),
    Code("K702", "error", "a query source is one SELECT, and found {found}", "query のソースは SELECT 文一つだけです（{found}）",
         "write one SELECT, as in select deal_id, opened_at from crm.deals", "SELECT 文を一つだけ書いてください。例: select deal_id, opened_at from crm.deals"),
    Code("K703", "error", "sql('…') is one value made of the row's columns, and found something else",
         "sql('…') に書けるのは、その行の列から作る一つの値だけです",
         "leave out queries, aggregates, windows and table names", "問い合わせ、集計、ウィンドウ、表名は書けません。"),
    Code("K704", "error", "this is not {dialect} SQL: {words}", "{dialect} の SQL として読めません: {words}",
         "try it in the warehouse first", "先にウェアハウスで試してください。"),
    Code("K705", "warning", "no {dialect} warehouse could be asked, so every time is taken for a timestamp without time zone",
         "{dialect} の接続先を調べられないため、時刻はすべてタイムゾーンのないものとして扱います",
         "where a column is a date or has a time zone, compile with the warehouse at hand",
         "日付の列やタイムゾーンつきの列がある場合は、接続できる状態で compile してください。"),
    Code("K706", "error", "{dialect} cannot say {construct}", "{dialect} では{construct}を書けません", "{way}", "{way}"),
    Code("K707", "error", "this {sign} in the query is never closed", "query の中のこの {sign} が閉じていません",
         "{advice}", "{advice}"),
)  # fmt: skip
