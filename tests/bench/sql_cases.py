"""What the SQL benchmark asks: each request with the best SQL that we can write by hand, and the obvious query.

Every text gives the same rows in the same order: months (and channels), then the metrics.
"""

from dataclasses import dataclass

STAGES = ("new", "open", "won", "lost", "hold")
REGIONS = tuple(f"r{number}" for number in range(1, 11))

SPEC = """
source deals from deals {
  key        deal_id
  time       opened_at in "UTC"
  dimension  channel
}

source calls from calls {
  key        call_id
  time       called_at in "UTC"
  dimension  channel
}

metric deals_opened = count(deals)
metric calls_made = count(calls)
metric so_far = to_date(sum(deals.amount), fiscal_year)
metric lately = rolling(sum(deals.amount), 28 days)
metric buyers = count_distinct(deals.lead_id)
"""


def metrics(named: str, conditions: list[str]) -> str:
    """Return a metric for each condition, counts and sums in turn."""
    kinds = ("count(deals where {})", "sum(deals.amount where {})")
    return "".join(f"metric {named}{at} = {kinds[at % 2].format(each)}\n" for at, each in enumerate(conditions))


def aggregates(conditions: list[str], count: str, total: str) -> str:
    """Return the same counts and sums in SQL."""
    return ", ".join(f"coalesce({(count, total)[at % 2].format(each)}, 0)" for at, each in enumerate(conditions))


@dataclass(frozen=True)
class Case:
    """A request by month, and its rivals; `hand` has several where no one way is best on every engine."""

    title: str
    names: tuple[str, ...]
    hand: dict[str, tuple[str, ...]]
    obvious: str
    by: tuple[str, ...] = ()


TEN = [f"stage = '{STAGES[at // 2]}'" for at in range(10)]
FIFTY = [f"stage = '{stage}' and region = '{region}'" for stage in STAGES for region in REGIONS]
RARE = [f"customer = 'c{at}'" for at in range(20)]
WHERE = "{time} >= TIMESTAMP '2022-12-31 15:00:00' AND {time} < TIMESTAMP '2025-12-31 15:00:00'"
DEALS, CALLS = WHERE.format(time="opened_at"), WHERE.format(time="called_at")

# The month of a row: DuckDB is fastest by whole days, which only the groups turn into months.
DAY = "date_sub('day', TIMESTAMP '2022-12-31 15:00:00', {time})"
OF_DAY = "date_trunc('month', DATE '2023-01-01' + CAST(m AS INTEGER))"
MONTH = "date_trunc('month', {time} + INTERVAL '9 hours')"
BEGINS = [f"{at // 12}-{at % 12 + 1:02}-01" for at in range(2023 * 12, 2026 * 12)]
EDGES = ", ".join(f"TIMESTAMP '{day}' - INTERVAL '9 hours'" for day in BEGINS[1:])
PLACE = "width_bucket({time}, ARRAY[" + EDGES + "])"
OBVIOUS = "date_trunc('month', {time} AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo')"
FILTERED = ("count(*) FILTER (WHERE {})", "sum(amount) FILTER (WHERE {})")
CASED = ("count(CASE WHEN {} THEN 1 END)", "sum(CASE WHEN {} THEN amount END)")
PARTS = ("sum(c) FILTER (WHERE {})", "sum(a) FILTER (WHERE {})")


def one_pass(month: str, conditions: list[str], forms: tuple[str, str]) -> str:
    """Return the query that reads rows once, each metric under its own condition."""
    return f"SELECT {month} AS m, {aggregates(conditions, *forms)} FROM deals WHERE {DEALS} GROUP BY 1 ORDER BY 1"


def by_day(conditions: list[str]) -> str:
    """Return one pass by day, and the days put into months."""
    kept = ", ".join(f"{CASED[at % 2].format(each)} AS x{at}" for at, each in enumerate(conditions))
    inner = f"SELECT {DAY.format(time='opened_at')} AS m, {kept} FROM deals WHERE {DEALS} GROUP BY 1"
    sums = ", ".join(f"coalesce(sum(x{at}), 0)" for at in range(len(conditions)))
    return f"SELECT {OF_DAY} AS m, {sums} FROM ({inner}) AS x GROUP BY 1 ORDER BY 1"


def grouped(month: str, bucket: str, columns: str, conditions: list[str]) -> str:
    """Return the query that groups by the columns of the conditions, and applies them to the groups."""
    numbers = ", ".join(str(at + 1) for at in range(2 + columns.count(",")))
    inner = (
        f"SELECT {month} AS m, {columns}, count(*) AS c, sum(amount) AS a FROM deals WHERE {DEALS} GROUP BY {numbers}"
    )
    return f"SELECT {bucket} AS m, {aggregates(conditions, *PARTS)} FROM ({inner}) AS x GROUP BY 1 ORDER BY 1"


def filtered(title: str, named: str, conditions: list[str], columns: str = "") -> Case:
    """Return the case of many filters; `columns` are those of the filters, where they have few values."""
    day, month, place = (each.format(time="opened_at") for each in (DAY, MONTH, PLACE))
    duckdb, postgres = [by_day(conditions)], [one_pass(place, conditions, FILTERED)]
    if columns:
        duckdb.append(grouped(day, OF_DAY, columns, conditions))
        postgres += [grouped(each, "m", columns, conditions) for each in (month, place)]
    names = tuple(f"{named}{at}" for at in range(len(conditions)))
    obvious = one_pass(OBVIOUS.format(time="opened_at"), conditions, FILTERED)
    return Case(title, names, {"duckdb": tuple(duckdb), "postgres": tuple(postgres)}, obvious)


def two_facts(day: str, bucket: str) -> str:
    """Return deals and calls by month and channel."""

    def one(table: str, time: str, where: str) -> str:
        own = f"SELECT {day.format(time=time)} AS m, channel, count(*) AS c FROM {table} WHERE {where} GROUP BY 1, 2"
        return f"SELECT {bucket} AS m, channel, sum(c) AS c FROM ({own}) AS x GROUP BY 1, 2"

    return (
        f"SELECT m, channel, coalesce(d.c, 0), coalesce(k.c, 0) FROM ({one('deals', 'opened_at', DEALS)}) AS d "
        f"FULL JOIN ({one('calls', 'called_at', CALLS)}) AS k USING (m, channel) ORDER BY 1, 2"
    )


def over_periods(day: str) -> str:
    """Return the fiscal year to date and the last 28 days at the end of each month, from days."""
    days = (
        f"SELECT {day} AS day, sum(amount) AS a FROM deals WHERE opened_at >= TIMESTAMP '2022-03-31 15:00:00' "
        "AND opened_at < TIMESTAMP '2025-12-31 15:00:00' GROUP BY 1"
    )
    months = "generate_series(TIMESTAMP '2023-01-01', TIMESTAMP '2025-12-01', INTERVAL '1 month') AS t(g)"
    ends = f"SELECT CAST(g AS DATE) AS m, CAST(g + INTERVAL '1 month' AS DATE) AS e FROM {months}"
    year = "CAST(date_trunc('year', m - INTERVAL '3 months') + INTERVAL '3 months' AS DATE)"
    return (
        f"WITH d AS ({days}), p AS ({ends}) SELECT m, coalesce(sum(a) FILTER (WHERE day >= {year}), 0), "
        "coalesce(sum(a) FILTER (WHERE day >= e - INTERVAL '28 days'), 0) FROM p JOIN d "
        f"ON day < e AND (day >= {year} OR day >= e - INTERVAL '28 days') GROUP BY m ORDER BY m"
    )


def distinct(month: str) -> tuple[str, str]:
    """Return a distinct count in one step, and in two."""
    once = f"SELECT {month} AS m, count(DISTINCT lead_id) FROM deals WHERE {DEALS} GROUP BY 1 ORDER BY 1"
    pairs_of = f"SELECT {month} AS m, lead_id FROM deals WHERE {DEALS} GROUP BY 1, 2"
    return once, f"SELECT m, count(lead_id) FROM ({pairs_of}) AS x GROUP BY 1 ORDER BY 1"


TOKYO_DAY = "CAST(opened_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo' AS DATE)"
DUCKDB_DAY = f"DATE '2023-01-01' + CAST({DAY.format(time='opened_at')} AS INTEGER)"
BY_MONTH, BY_PLACE = MONTH.format(time="opened_at"), PLACE.format(time="opened_at")
SHIFTED_DAY = "CAST(opened_at + INTERVAL '9 hours' AS DATE)"
CASES = (
    filtered("10 metrics", "ten", TEN, "stage"),
    filtered("50 metrics", "fifty", FIFTY, "stage, region"),
    filtered("20 of very many values", "rare", RARE),
    Case(
        "two facts by channel",
        ("deals_opened", "calls_made"),
        {"duckdb": (two_facts(DAY, OF_DAY),), "postgres": (two_facts(MONTH, "m"), two_facts(PLACE, "m"))},
        two_facts(OBVIOUS, "m"),
        ("channel",),
    ),
    Case(
        "to date and rolling",
        ("so_far", "lately"),
        {"duckdb": (over_periods(DUCKDB_DAY), over_periods(SHIFTED_DAY)), "postgres": (over_periods(SHIFTED_DAY),)},
        over_periods(TOKYO_DAY),
    ),
    Case(
        "a distinct count",
        ("buyers",),
        {"duckdb": distinct(BY_MONTH), "postgres": (*distinct(BY_MONTH), *distinct(BY_PLACE))},
        distinct(OBVIOUS.format(time="opened_at"))[0],
    ),
)
SPECS = SPEC + metrics("ten", TEN) + metrics("fifty", FIFTY) + metrics("rare", RARE)
