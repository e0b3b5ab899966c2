"""The body of a mail: the verdict, the goal, the three exceptions; as text, and as a message with the PDF attached.

The message has neither a date nor an identifier nor addresses: the program that sends it gives them, and the same
Scorecard gives the same bytes.
"""

from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

from kpidsl.scorecard.periods import period_name
from kpidsl.scorecard.printed import Printed
from kpidsl.scorecard.records import Scorecard
from kpidsl.scorecard.words import word
from kpidsl.text.render.visible import visible

_BOUNDARY = "=_kpidsl_{}"


def mail_text(card: Scorecard, page: Printed) -> str:
    """Return the body as lines of text."""
    return "\n".join(visible(line) for line in _lines(card, page)) + "\n"


def _lines(card: Scorecard, page: Printed) -> Iterator[str]:
    language = card.locale.language
    state = word("complete" if card.period.complete else "provisional", language)
    yield f"{card.title} {period_name(card.period.code, card.locale)} ({state})"
    yield page.headline
    yield ""
    if page.goal is not None:
        goal = page.goal
        unit = f" {goal.unit}" if goal.unit else ""
        yield f"{goal.name}: {goal.actual}{unit} [{goal.status}]"
        for key, value, share in (
            ("expected" if goal.total else "plan", goal.expected, goal.attainment),
            ("year_target" if goal.whole_year else "goal_target", goal.target, goal.share),
            ("forecast", goal.forecast, goal.forecast_share),
        ):
            if key != "forecast" or goal.goal.forecast is not None:
                yield f"  {word(key, language)} {value}{unit} ({share})"
        yield ""
    yield "  ".join(f"{name} {number}{page.changed[status]}" for status, name, number in page.counts)
    yield ""
    yield word("concerns", language) if page.concerns else word("no_concerns", language)
    for number, each in enumerate(page.concerns, 1):
        yield f"{number}. {each.name} {each.achievement} {each.figures} [{each.status_word}]"
        yield f"   {each.concern.reason}"
        due = f"{word('due', language)} {period_name(each.concern.due, card.locale)}" if each.concern.due else ""
        if todo := " · ".join(filter(None, (each.concern.decision, each.concern.owner, due))):
            yield f"   → {todo}"
    yield ""
    day = period_name(card.run.as_of, card.locale)
    yield f"{word('as_of', language)} {day} · {word('run', language)} {card.run.id}"


def mail_message(card: Scorecard, page: Printed, pdf: bytes, name: str) -> bytes:
    """Return a message (RFC 5322) with the body as text and the PDF attached under `name`; mail programs open it as a
    draft.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = visible(f"{card.title} {period_name(card.period.code, card.locale)}: {page.headline}")
    message["X-Unsent"] = "1"
    message.set_content(mail_text(card, page), cte="base64")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=visible(name))
    message.set_boundary(_BOUNDARY.format(card.run.id))
    return message.as_bytes()
