"""K6: targets and the tree."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K601", "error", "the breakdown of {name} does not give {name}: what remains is {remainder}",
         "{name} の breakdown を計算しても {name} になりません。差: {remainder}",
         "check which count each rate is divided by", "それぞれの率の分母を確かめてください。"),
    Code("K602", "error", "the target is in {found}, and {name} is in {expected}", "目標の単位は {found} ですが、{name} の単位は {expected} です",
         "write the target in {expected}", "目標を {expected} で書いてください。"),
    Code("K603", "error", "{text} on a rate can mean two things", "率に対する {text} は二通りに読めます",
         "write {points} (percentage points) or {text} relative (of its own size)",
         "{points}（ポイント）か {text} relative（比率に対する増減）と書いてください。"),
    Code("K604", "error", "a change needs what it is a change from", "増減の目標には、何に対する増減かが必要です",
         "add vs and a period, as in {text} vs FY2025", "{text} vs FY2025 のように vs と期間を書いてください。"),
    Code("K605", "error", "{name} has two targets for {period}", "{name} の {period} の目標が二つあります",
         "keep one of them", "どちらか一方にしてください。"),
    Code("K606", "error", "a {grain} cannot be the end of something that is measured by day: {text}",
         "日付が必要ですが、{grain} が書かれています: {text}",
         "write the date, as in by 2027-03-31", "by 2027-03-31 のように日付で書いてください。"),
    Code("K607", "error", "the tree goes round in a circle: {path}", "KPI ツリーが循環しています: {path}",
         "a KPI may not be part of itself", "KPI が自分自身の内訳になることはできません。"),
    Code("K608", "error", "a breakdown joins metrics with + - * /, and found {text}", "breakdown は指標を + - * / でつないだ式です（{text} は使えません）",
         "give that part a name: metric part = {text}", "その部分に名前を付けてください: metric part = {text}"),
    Code("K609", "error", "{name} needs a time: in, by or per", "{name} の目標に期間がありません",
         "write in FY2026, by 2027-03-31 or per month", "in FY2026、by 2027-03-31、per month のいずれかを書いてください。"),
    Code("K610", "error", "this kind of target is read but not judged yet in this version: {text}",
         "この種類の目標はこの版ではまだ判定できません: {text}",
         "write the number itself for now", "今は目標の数値そのものを書いてください。"),
    Code("K620", "warning", "the breakdown of {name} misses its value by {gap} in {period}",
         "{period} の {name} は breakdown の計算と {gap} ずれています",
         "the parts do not cover the whole, or their rows differ", "内訳が全体を覆っていないか、数えている行が異なります。"),
)  # fmt: skip
