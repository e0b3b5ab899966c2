"""Random formulas, as text: every one is legal by its units and kinds, so that a refusal is a fault of the compiler."""

from collections.abc import Sequence

from hypothesis import strategies as st

from .shapes import DAYS, WORDS, Column, Shape, data, word

Draw = st.DrawFn
TEXT_VALUES = ("small", *(each for each in WORDS if each is not None))
PATTERNS = ("a%", "%", "_", "%\\%", "x\\_y", "%ウ_ブ%", "", "%'%")


@st.composite
def text_test(draw: Draw, name: str) -> str:
    """Draw a condition on a text."""
    values = st.sampled_from(TEXT_VALUES[:4]) | st.sampled_from(TEXT_VALUES)
    value, other = data(draw(values)), data(draw(values))
    pattern = data(draw(st.sampled_from(PATTERNS)))
    forms = (
        *(f"{name} = {value}", f"{name} != {value}", f"{name} is null", f"{name} is not null"),
        *(f"{name} in ({value}, {other})", f"{name} not in ({value}, {other})", f"{name} in ({value}, null)"),
        *(f"{name} like {pattern}", f"{name} not like {pattern}", f"{name} < {value}"),
        f"coalesce({name}, {other}) = {other}",
    )
    return draw(st.sampled_from(forms))


@st.composite
def number_test(draw: Draw, name: str, other: str) -> str:
    """Draw a condition on a number."""
    low = draw(st.sampled_from((1, 0, 2, 10, "0.10", "1.5")))
    forms = (
        *(f"{name} > {low}", f"{name} <= {low}", f"{name} between {low} and 10", f"not {name} = {low}"),
        *(f"{name} in ({low}, 99)", f"{name} * 2 > {other}", f"abs({name}) >= {low}", f"-{name} < {other} + {low}"),
        *(f"{name} / {other} is null", f"round({name}) = {low}", f"{name} is null"),
    )
    return draw(st.sampled_from(forms))


@st.composite
def time_test(draw: Draw, columns: Sequence[Column], prefix: str) -> str:
    """Draw a condition on a time: against whole local days, or against another time."""
    column = draw(st.sampled_from(columns))
    name = prefix + word(column.name)
    first, second = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    operator = draw(st.sampled_from(("=", "<", "<=", ">", ">=", "!=")))
    forms = [f"{name} {operator} {first}", f"{name} between {first} and {second}", f"{name} is not null"]
    forms += [f"{name} in ({first}, {second})", f"days_between({name}, {first}) < 3"]
    if len(columns) > 1:
        a, b = (prefix + word(each.name) for each in columns)
        forms.append(f"days_between({a}, {b}) <= 5")
        if all(each.type != "date" for each in columns):
            forms.append(f"hours_between({a}, {b}) >= 24")
    return draw(st.sampled_from(forms))


@st.composite
def atom(draw: Draw, shape: Shape, prefix: str) -> str:
    """Draw one test on a row; `prefix` is the path to the source."""
    number, other = (prefix + word(each.name) for each in shape.numbers)
    match draw(st.sampled_from(("text", "number", "time", "flag", "dimension"))):
        case "text":
            return draw(text_test(prefix + word(draw(st.sampled_from(shape.texts)).name)))
        case "number":
            return draw(number_test(number, other))
        case "time":
            return draw(time_test(shape.times, prefix))
        case "dimension":
            return draw(text_test(prefix + word(draw(st.sampled_from(sorted(shape.dimensions))))))
    flag = prefix + word(shape.flag.name)
    return draw(st.sampled_from((flag, f"not {flag}", f"{flag} = true", f"{flag} is null")))


@st.composite
def condition(draw: Draw, shape: Shape, segment: str | None = None) -> str:
    """Draw a condition on the rows of a source, over its joins too."""
    paths = [(shape, ""), (shape, ""), *((each, word(each.name) + ".") for each in shape.chain())]
    tests = [draw(atom(*draw(st.sampled_from(paths)))) for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3))))]
    if segment and draw(st.booleans()):
        tests.append(word(segment))
    joint = draw(st.sampled_from(("and", "or")))
    joined = f" {joint} ".join(tests)
    return f"not ({joined})" if draw(st.sampled_from((False, False, False, True))) else joined


@st.composite
def tails(draw: Draw, shape: Shape, segment: str | None, must: bool = False) -> str:
    """Draw `where` and `at` of an aggregate."""
    where = f" where {draw(condition(shape, segment))}" if must or draw(st.booleans()) else ""
    at = draw(st.sampled_from((None, *shape.times)))
    return where + (f" at {word(at.name)}" if at else "")


@st.composite
def row_number(draw: Draw, shape: Shape) -> str:
    """Draw a number of a row, its source named first."""
    first, second = shape.numbers
    a, b = f"{word(shape.name)}.{word(first.name)}", word(second.name)
    forms = [a, a, f"{word(shape.name)}.{b}", f"{a} - {b}", f"coalesce({a}, 0)", f"{a} * 2 + 1", f"{a} / {b}"]
    forms.append(f"if({a} > 1, {b}, 0)")
    if shape.joined:
        forms.append(f"{a} * {word(shape.joined.name)}.{word(shape.joined.numbers[0].name)}")
    return draw(st.sampled_from(forms))


@st.composite
def flow(draw: Draw, shape: Shape, segment: str | None) -> str:
    """Draw a flow: a count, a distinct count or a sum."""
    name = word(shape.name)
    match draw(st.sampled_from(("count", "sum", "count_distinct", "count"))):
        case "count":
            return f"count({name}{draw(tails(shape, segment))})"
        case "sum":
            return f"sum({draw(row_number(shape))}{draw(tails(shape, segment))})"
    column = draw(st.sampled_from((*shape.texts, *shape.numbers)))
    return f"count_distinct({name}.{word(column.name)}{draw(tails(shape, segment))})"


@st.composite
def rate(draw: Draw, shape: Shape, segment: str | None) -> str:
    """Draw a rate over rows."""
    function = draw(st.sampled_from(("avg", "min", "max", "median", "percentile", "share", "days")))
    if function == "share":
        return f"share({word(shape.name)}{draw(tails(shape, segment, must=True))})"
    if function == "days":
        day, time = draw(st.sampled_from(DAYS)), word(shape.times[-1].name)
        return f"avg(days_between({word(shape.name)}.{time}, {day}){draw(tails(shape, segment))})"
    extra = f", {draw(st.sampled_from((90, 0, 100, 25)))}" if function == "percentile" else ""
    return f"{function}({draw(row_number(shape))}{extra}{draw(tails(shape, segment))})"


@st.composite
def filtered(draw: Draw, shape: Shape, segment: str | None, time: str) -> str:
    """Draw an aggregate under a condition, by a time column that others share, of those that buckets put together."""
    where = f" where {draw(condition(shape, segment))} at {word(time)}"
    match draw(st.sampled_from(("count", "sum", "avg", "min", "max", "share", "text"))):
        case "count" | "share" as function:
            return f"{function}({word(shape.name)}{where})"
        case "text":
            return f"count({word(shape.name)} where {draw(text_test(word(shape.texts[0].name)))} at {word(time)})"
        case function:
            return f"{function}({draw(row_number(shape))}{where})"


@st.composite
def stock(draw: Draw, shape: Shape, segment: str | None) -> str:
    """Draw a stock."""
    column = draw(st.sampled_from(shape.numbers))
    groups = (None, shape.texts[0], shape.texts[1], shape.key)
    group = draw(st.sampled_from(groups))
    by = f" by {word(group.name)}" if group else ""
    return f"latest({word(shape.name)}.{word(column.name)}{draw(tails(shape, segment))}{by})"


@st.composite
def composed(draw: Draw, shape: Shape, other: Shape, segment: str | None) -> str:
    """Draw a formula over aggregates of one source or two."""
    one, two = draw(flow(shape, segment)), draw(flow(other, None))
    count, again = (f"count({word(shape.name)}{draw(tails(shape, segment))})" for _ in range(2))
    share = f"share({word(other.name)}{draw(tails(other, None, must=True))})"
    held = draw(stock(shape, segment))
    forms = (
        *(f"{one} / {two}", f"{count} - {again}", f"{count} + {again}", f"{one} * 1.5", f"{one} * {share}"),
        *(f"1 - {share}", f"coalesce({one} / {two}, 0)", f"if({count} > 2, {one} / {two}, null)", f"-{one}"),
        *(f"abs({count} - {again})", f"round({one} / 2)", f"{held} - {held}", f"{held} * 2", f"{held} / {count}"),
        *(f"({count} + {again}) / {two}", f"if({share} is null, 0, 1)", f"{one} * {share} / {two}"),
    )
    return draw(st.sampled_from(forms))


@st.composite
def over_periods(draw: Draw, shape: Shape, segment: str | None) -> str:
    """Draw a function over periods."""
    inner = draw(st.one_of(flow(shape, segment), rate(shape, segment)))
    ratio = f"{draw(flow(shape, segment))} / count({word(shape.name)})"
    days = draw(st.sampled_from(("28 days", "7 days", "1 day", "2 weeks")))
    unit = draw(st.sampled_from(("fiscal_year", "year", "month", "quarter", "fiscal_half", "week")))
    forms = (
        *(f"previous({inner})", f"previous({inner}, 1 year)", f"{inner} / previous({inner}) - 1", f"previous({ratio})"),
        *(f"rolling({inner}, {days})", f"rolling({ratio}, {days})", f"previous(rolling({inner}, {days}))"),
        *(f"to_date({inner}, {unit})", f"to_date({ratio}, {unit})", f"cumulative({inner})", f"cumulative({ratio})"),
        f"previous({draw(stock(shape, segment))})",
    )
    return draw(st.sampled_from(forms))


@st.composite
def journey(draw: Draw, shape: Shape, other: Shape) -> str:
    """Draw a journey; the two sources of a conversion have a column of the same name."""
    name = word(shape.name)
    where = f" where {draw(condition(shape))}" if draw(st.booleans()) else ""
    key = word(shape.texts[0].name)
    if draw(st.booleans()):
        return f"repeated({name}{where} by {key} within {draw(st.sampled_from(('30 days', '1 day', '2 weeks')))})"
    if draw(st.booleans()):
        return f"retained({name}{where} by {key} after {draw(st.sampled_from(('1 month', '3 months', '2 weeks')))})"
    if other is shape or other.key.name != shape.key.name:
        return f"converted({name} -> {name}{where} on {key} within 30 days)"
    on, days = word(shape.key.name), draw(st.sampled_from(("30 days", "1 day", "1 month")))
    return f"converted({name} -> {word(other.name)} on {on} within {days})"


def segment_text(name: str, shape: Shape, formula: str) -> str:
    """Spell a segment statement."""
    return f"segment {word(name)} of {word(shape.name)} = {formula}"
