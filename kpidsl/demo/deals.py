"""Deals: what inside sales hands over to field sales, each won or lost in time, and the orders that follow a win.

Wins follow the pace of orders (closing peaks in March and September): each order looks for a deal that is old enough
and likely enough; a deal that nobody wins in its time is lost.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from kpidsl.demo.chance import around, at_work, choice, dice, loaded, rows_per_day
from kpidsl.demo.days import LAST, Day, day_of, is_open
from kpidsl.demo.leads import Lead, Leads, recent
from kpidsl.demo.story import DEALS, ORDERS, effect
from kpidsl.demo.warehouse import Row

_SELLERS = choice(dict.fromkeys(("斉藤", "清水", "鈴木", "高橋", "田中", "中村", "西田", "野村", "橋本"), 1))
_PRICE_OF_SEAT: Mapping[str, int] = {"スタンダード": 28_000, "プロ": 40_000, "エンタープライズ": 52_000}
_SEATS: Mapping[str, int] = {"スタンダード": 62, "プロ": 72, "エンタープライズ": 92}
_APPEAL_OF_CHANNEL: Mapping[str, float] = {"紹介": 0.95, "ウェビナー": 0.65, "展示会": 0.50, "Web": 0.55, "広告": 0.35}
_DECISION_MAKER = 0.58
_PRICE_RISE = 0.03
_LEAD_WINDOW = 1_600
_BEYOND = 10  # days of orders after the end: some deals are won by then and ordered later
_SHORTEST = 3 * 86400


@dataclass(slots=True)
class Deal:
    """A deal while it runs: `stage` is open until it is won or lost at `closed`; it is given up from `patience` on."""

    number: int
    lead: Lead | None
    opened: int
    patience: int
    seller: str
    decision_maker: bool
    seats: int
    amount: int
    loaded: int
    stage: str = "open"
    closed: int | None = None

    def close(self, rng: Random, stage: str, day: Day) -> None:
        """End the deal at a moment of that day."""
        self.stage, self.closed = stage, at_work(rng, day)
        self.loaded = loaded(rng, self.closed)

    def row(self) -> Row:
        """deal_id, lead_id, opened_at, closed_at, stage, seller, decision_maker_met, cycle_days, amount, loaded_at."""
        cycle = None if self.closed is None else (self.closed - self.opened) // 86400
        start = (self.number, self.lead.number if self.lead else None, self.opened, self.closed, self.stage)
        return (*start, self.seller, self.decision_maker, cycle, self.amount, self.loaded)


@dataclass(slots=True)
class Book:
    """The deals still open, in the order of `opened`; the orders; each customer's seats and last day of order."""

    running: list[Deal] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)
    served: list[int] = field(default_factory=list)


def deals_and_orders(seed: int, leads: Leads) -> tuple[Iterable[Row], Sequence[Row]]:
    """The rows of deals (see `Deal.row`), and of orders:

    order_id, deal_id, customer_id, ordered_on, licensed_seats, amount, loaded_at.
    """
    opening, closing = dice(seed, "deals"), dice(seed, "orders")
    deals: list[Deal] = []
    book, waiting = Book(), 0
    both = zip(rows_per_day(DEALS, seed, _BEYOND), rows_per_day(ORDERS, seed, _BEYOND), strict=True)
    for (day, opened), (_, ordered) in both:
        if day.date <= LAST:
            new = _open(opening, leads, day, len(deals), opened)
            deals += new
            book.running += new
            _lose(closing, book, day)
        waiting = _win(closing, book, day, waiting + ordered)
    return (deal.row() for deal in deals), book.orders


def _open(rng: Random, leads: Leads, day: Day, before: int, count: int) -> list[Deal]:
    known = leads.before(day)
    moments = sorted(at_work(rng, day) for _ in range(count))
    return [_deal(rng, before + n, _promising(rng, leads, known), opened, day) for n, opened in enumerate(moments, 1)]


def _promising(rng: Random, leads: Leads, known: int) -> Lead | None:
    """A recent lead, looked for twice when the first one scores low; one deal in fifty comes without any."""
    number = recent(rng, known, _LEAD_WINDOW)
    if number is None or rng.random() < 0.02:
        return None
    lead = leads.known[number - 1]
    again = recent(rng, known, _LEAD_WINDOW) if lead.score < 60 else None
    return leads.known[again - 1] if again else lead


def _deal(rng: Random, number: int, lead: Lead | None, opened: int, day: Day) -> Deal:
    product, employees = (lead.product, lead.employees) if lead else ("スタンダード", 50)
    seats = max(5, round(around(rng, _SEATS[product] * (employees / 100) ** 0.06, 0.25)))
    price = _PRICE_OF_SEAT[product] * (1 + _PRICE_RISE) ** (day.index / 365) * (1 - 0.15 * rng.random())
    met = rng.random() < _DECISION_MAKER * effect(day.month, "decision_maker")
    patience = opened + int(around(rng, 48, 0.35) * 86400)
    amount = round(seats * price / 1000) * 1000
    return Deal(number, lead, opened, patience, _SELLERS.draw(rng), met, seats, amount, loaded(rng, opened))


def _lose(rng: Random, book: Book, day: Day) -> None:
    for deal in book.running:
        if day.open and deal.stage == "open" and deal.patience < day.midnight:
            deal.close(rng, "lost", day)
    book.running = [deal for deal in book.running if deal.stage == "open"]


def _win(rng: Random, book: Book, day: Day, count: int) -> int:
    """Place `count` orders on a working day, as far as there are deals to win; how many are left for the next day."""
    while day.open and count:
        signed = _signing_day(rng, day.date)
        deal = _likely(rng, book, signed)
        if deal is None:
            break
        count -= 1
        if signed.date <= LAST:
            deal.close(rng, "won", signed)
        if day.date <= LAST:
            book.orders.append(_order(rng, book, deal, day))
    return count


def _signing_day(rng: Random, ordered: date) -> Day:
    """The working day on which the deal of an order was won: up to a week before, or the same day."""
    signed = ordered - timedelta(days=int(rng.random() * 7))
    while not is_open(signed):
        signed -= timedelta(days=1)
    return day_of(signed)


def _likely(rng: Random, book: Book, signed: Day) -> Deal | None:
    """One of the deals opened well before that day; good channels and a decision maker at the table win more often."""
    ready = bisect_left(book.running, signed.midnight - _SHORTEST, key=lambda deal: deal.opened)
    for _ in range(200 if ready else 0):
        deal = book.running[int(rng.random() * ready)]
        appeal = _APPEAL_OF_CHANNEL.get(deal.lead.channel, 0.5) if deal.lead else 0.4
        if deal.stage == "open" and rng.random() < appeal * (1.0 if deal.decision_maker else 0.55):
            return deal
    return None


def _order(rng: Random, book: Book, deal: Deal, day: Day) -> Row:
    customer = _customer(rng, book, day)
    kept = book.seats[customer] if rng.random() < 0.7 else 0
    book.seats[customer], book.served[customer] = kept + deal.seats, day.index
    arrived = loaded(rng, day.midnight + 18 * 3600)
    start = (len(book.orders) + 1, deal.number, customer + 1, day.date.isoformat())
    return (*start, book.seats[customer], deal.amount, arrived)


def _customer(rng: Random, book: Book, day: Day) -> int:
    """A new customer or, one time in four, one that has ordered before (not today: one order a day is the last one)."""
    if rng.random() < 0.25 and book.seats:
        customer = int(rng.random() * len(book.seats))
        if book.served[customer] != day.index:
            return customer
    book.seats.append(0)
    book.served.append(day.index)
    return len(book.seats) - 1
