"""What the marks of a page mean, in Japanese and English: the small print below the table and the tree."""

from kpidsl.scorecard.figures import Language

LEGENDS: dict[Language, dict[str, str]] = {
    "ja": {
        "legend_plan": (
            "実績と計画は同じ期間の値。「累計」は目標期間の初めから、ほかは当期。"
            "計画は期末までに達するはずの値(累計は営業日で按分)。達成率は実績÷計画、"
            "低いほど良い指標は2−実績÷計画、「増減」は起点からの増減どうしの比"
        ),
        "legend_part": "途中の期の前期比・前年比は、同じ営業日数までの比較",
        "legend_bullet": "比較の図: 太棒は実績、縦線は計画(全行で位置を揃える)、背景は濃い順に遅れ・注意・順調",
        "legend_band": (
            "推移: 灰色の帯は通常変動の範囲、破線は目標、色つきの点は範囲の外(茶は悪化、青は好転)、"
            "右端が当期、白抜きは途中"
        ),
        "legend_pt": "pt はポイント",
        "legend_tree": (
            "実線は計算式で成り立つ関係、破線は効くと考えている関係(計算には使わない)。"
            "率は期間の合計から計算し直した値、ストックは期末の値。下段に月や期間がある枠は、"
            "その期間の値で状態を判定"
        ),
    },
    "en": {
        "legend_plan": (
            "Actual and plan cover the same days: “to date” from the start of the target's period, "
            "else this period. Plan: what was due by the end of it (totals by business days). "
            "Achieved: actual ÷ plan; 2 − actual ÷ plan where lower is better; "
            "“gain”: both counted from where the way began"
        ),
        "legend_part": "Comparisons of a running period go up to the same number of business days",
        "legend_bullet": (
            "Against plan: thick bar: actual; upright line: plan, at one place in all rows; "
            "shades from dark: behind, at risk, on track"
        ),
        "legend_band": (
            "Trend: grey band: ordinary variation; dashes: target; "
            "coloured dots: outside the band (brown is bad, blue is good); right end: this period, "
            "hollow while provisional"
        ),
        "legend_pt": "pt: percentage points",
        "legend_tree": (
            "Solid lines hold by arithmetic; dashed lines are beliefs, never used in arithmetic. "
            "Rates are recomputed from totals, stocks are at the end. "
            "A box that names a period in its last line has its status from that period"
        ),
    },
}
