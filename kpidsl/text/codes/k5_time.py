"""K5: periods and dates."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K501", "error", "{source} has no time to count its rows by", "{source} に、いつの行かを表す time がありません",
         "add time created_at to source {source}, or write at COLUMN in the formula",
         "source {source} に time created_at を書くか、式の中に at 列名 を書いてください。"),
    Code("K502", "error", "{text} is not a date", "{text} は日付ではありません",
         "write a whole date, as in 2026-09-30", "2026-09-30 のように年月日で書いてください。"),
    Code("K503", "error", "{text} is not a period of this calendar", "{text} はこの暦の期間ではありません",
         "periods are written 2026-09-30, 2026-W38, 2026-09, 2026Q3, 2026H1, 2026, FY2026Q3, FY2026H1 or FY2026",
         "期間の書き方: 2026-09-30、2026-W38、2026-09、2026Q3、2026H1、2026、FY2026Q3、FY2026H1、FY2026"),
    Code("K504", "error", "{zone} is not a time zone", "{zone} というタイムゾーンはありません",
         "write a name such as Asia/Tokyo or UTC", "Asia/Tokyo や UTC のように書いてください。"),
    Code("K505", "error", "the range ends ({last}) before it begins ({first})", "範囲の終わり（{last}）が始まり（{first}）より前です",
         "swap --from and --to", "--from と --to を入れ替えてください。"),
    Code("K506", "error", "the range holds {count} periods, and at most {most} can be asked at once",
         "範囲に {count} 個の期間があります（一度に {most} 個まで）",
         "choose a coarser --grain or a shorter range", "--grain を粗くするか、範囲を短くしてください。"),
    Code("K507", "info", "{column} is not declared as a time of {source}, so its naive values are read in {zone}",
         "{column} は {source} の time として宣言されていないため、タイムゾーンのない値は {zone} として読みます",
         'declare it in source {source}: time {column} in "UTC"', 'source {source} に time {column} in "UTC" のように宣言してください。'),
)  # fmt: skip
