"""K3: units and kinds."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K302", "error", "cannot {verb} {left} and {right}", "{left} と {right} は足し引きできません",
         "divide instead to get {left}/{right}, or bring both to one unit",
         "割り算にすれば {left}/{right} になります。足すなら単位をそろえてください。"),
    Code("K303", "error", "{function} needs values of one unit, and found {left} and {right}",
         "{function} の値は同じ単位でなければなりません（{left} と {right}）",
         "bring both to one unit", "単位をそろえてください。"),
    Code("K304", "error", "cannot compare {left} with {right}", "{left} と {right} は比較できません",
         "bring both to one unit", "単位をそろえてください。"),
    Code("K305", "error", "cannot add a {left} and a {right}: one adds over time, the other is a level",
         "{left} と {right} は足し引きできません（片方は期間で積み上がり、片方は時点の値です）",
         "divide them, or measure both over the period", "割り算にするか、どちらも期間の値にしてください。"),
    Code("K306", "error", "{name} is declared in {shown}, and its formula gives {derived}",
         "{name} の単位は {shown} と宣言されていますが、式の単位は {derived} です",
         "write unit {derived}, or correct the formula", "unit {derived} と書くか、式を直してください。"),
    Code("K307", "error", "{name} is multiplied by 100 and shown in %, which would print 100 times its value",
         "{name} は 100 倍されたうえ % で表示されるため、値が 100 倍に見えます",
         "leave out * 100: unit % prints 0.25 as 25%", "* 100 を外してください。unit % は 0.25 を 25% と表示します。"),
    Code("K308", "error", "the breakdown of {name} is in {found}, and {name} is in {expected}",
         "{name} の breakdown の単位は {found} で、{name} の単位 {expected} と異なります",
         "the parts must multiply or add up to the whole", "内訳は全体と同じ単位になるように書いてください。"),
    Code("K309", "error", "{function} adds up over time, and this is a level that does not", "{function} は期間で積み上げますが、これは時点の値で積み上がりません",
         "use previous or to_date, which take its last value", "最後の値を取る previous か to_date を使ってください。"),
    Code("K310", "error", "the earlier definition of {name} gives {old}, and today's gives {new}",
         "{name} の以前の定義は {old}、今の定義は {new} で、種類か単位が異なります",
         "one series needs one unit and kind; give the earlier one another name",
         "一つの系列には同じ単位と種類が必要です。以前の定義は別の名前にしてください。"),
)  # fmt: skip
