"""K3: units and kinds."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K302", "error", "cannot {what}", "{what}",
         "{advice}", "{advice}"),
    Code("K303", "error", "{function} gives one value or another, so both need one unit, and found {left} and {right}", "{function} の値は同じ単位でなければなりません（{left} と {right}）",
         "{advice}", "{advice}"),
    Code("K304", "error", "cannot compare {left} with {right}", "{left} と {right} は比較できません",
         "{advice}", "{advice}"),
    Code("K305", "error", "cannot add or subtract a total of the period and a level at its end", "期間の合計と期末の残高は足し引きできません",
         "divide one by the other, or take the change of the level: level - previous(level)", "割り算にするか、残高の増減（残高 - previous(残高)）にしてください"),
    Code("K306", "error", "{name} is declared in {shown}, and its formula gives {derived}", "{name} の単位は {shown} と宣言されていますが、式の単位は {derived} です",
         "{advice}", "{advice}"),
    Code("K307", "error", "{name} is multiplied by 100 and shown in %, which would print 100 times its value",
         "{name} は 100 倍されたうえ % で表示されるため、値が 100 倍に見えます",
         "leave out * 100: unit % prints 0.25 as 25%", "* 100 を外してください。unit % は 0.25 を 25% と表示します。"),
    Code("K308", "error", "the breakdown of {name} gives {found}, and {name} is in {expected}", "{name} の breakdown の単位は {found} で、{name} の単位 {expected} と異なります",
         "its parts must multiply or add up to the whole", "掛け算か足し算で全体になるように書いてください"),
    Code("K309", "error", "{function} adds up over days, and a level such as a balance does not add up", "{function} は日々の値を積み上げますが、残高のような時点の値は積み上がりません",
         "use previous or to_date, which take its last value", "最後の値を取る previous か to_date を使ってください"),
    Code("K310", "error", "the earlier definition of {name} is {old}, and today's is {new}", "{name} の以前の定義は{old}、今の定義は{new}です",
         "one series needs one kind and one unit; give the earlier one a name of its own", "一つの系列には同じ種類と単位が必要です。以前の定義は別の名前にしてください"),
    Code("K311", "warning", "{word} is taken for a unit of your own, and not for the currency {currency}", "{word} は通貨 {currency} ではなく、独自の単位として扱われます",
         "write {currency}", "{currency} と書いてください"),
    Code("K312", "error", "found {found} where {expected} is needed", "{expected}が必要ですが、{found}があります",
         "{advice}", "{advice}"),
    Code("K313", "error", "{left} and {right} do not go together", "{left}と{right}は一緒に使えません",
         "write numbers bare, texts in single quotes, days as in 2026-09-30, and the same on both sides", "数値はそのまま、文字列は単引用符、日付は 2026-09-30 の形で、両側を同じ種類にそろえてください"),
)  # fmt: skip
