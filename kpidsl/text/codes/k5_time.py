"""K5: periods and dates."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K501", "error", "{source} has no time to count its rows by", "{source} に、いつの行かを表す time がありません",
         "add time created_at to source {source}, or write at COLUMN in the formula",
         "source {source} に time created_at を書くか、式の中に at 列名 を書いてください。"),
    Code("K502", "error", "{text} is not one day", "{text} は一つの日付ではありません",
         "write a whole date, as in {example}", "{example} のように年月日で書いてください"),
    Code("K503", "error", "{text} is not a period of this calendar", "{text} はこの暦の期間ではありません",
         "periods are written 2026-09-30, 2026-W38, 2026-09, 2026Q3, 2026H1, 2026, FY2026Q3, FY2026H1 or FY2026",
         "期間の書き方: 2026-09-30、2026-W38、2026-09、2026Q3、2026H1、2026、FY2026Q3、FY2026H1、FY2026"),
    Code("K504", "error", "{zone} is not a time zone", "{zone} というタイムゾーンはありません",
         "{near}", "{near}"),
    Code("K505", "error", "the range ends ({last}) before it begins ({first})", "範囲の終わり（{last}）が始まり（{first}）より前です",
         "swap --from and --to", "--from と --to を入れ替えてください。"),
    Code("K506", "error", "the range holds {count} periods, and at most {most} can be asked at once",
         "範囲に {count} 個の期間があります（一度に {most} 個まで）",
         "choose a coarser --grain or a shorter range", "--grain を粗くするか、範囲を短くしてください。"),
    Code("K507", "info", "{column} is not declared as a time of {source}, so its naive values are read in {zone}",
         "{column} は {source} の time として宣言されていないため、タイムゾーンのない値は {zone} として読みます",
         'declare it in source {source}: time {column} in "UTC"', 'source {source} に time {column} in "UTC" のように宣言してください。'),
    Code("K508", "error", "{name} is made by an expression, and at needs a column of times", "{name} は式で作られた項目です。at には時刻の列が必要です",
         "write a column of {source}, as in at created_at", "at created_at のように {source} の列を書いてください"),
    Code("K509", "error", "there is no {text}: {why}", "{text} はありません。{why}"),
    Code("K511", "error", "two definitions were in force until {day}", "{day} まで有効だった定義が二つあります",
         "keep one of them, or correct its date", "どちらか一方を残すか、日付を直してください"),
    Code("K512", "error", "{period} has not begun at the close of {day}", "{period} は {day} の時点でまだ始まっていません",
         "ask for a period that has begun, or give a later --as-of", "始まっている期間を指定するか、--as-of を後の日にしてください"),
)  # fmt: skip
