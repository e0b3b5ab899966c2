"""K7: what a dialect cannot say."""

from kpidsl.text.codes.row import Code

ROWS: tuple[Code, ...] = (
    Code("K701", "error", "SQL is not written for {dialect}", "{dialect} 向けの SQL にはまだ対応していません",
         "it is written for {known}", "対応している方言: {known}"),
)  # fmt: skip
