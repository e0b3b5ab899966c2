"""From one Scorecard to files of several kinds, each asked for by the ending of its name.

Whatever the kind, numbers come from the same record and are written by the same functions. Pages, pictures and mails
go through one PDF, which is made once.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from kpidsl.scorecard.designs import Design
from kpidsl.scorecard.fonts.own import OwnFont
from kpidsl.scorecard.outputs.mail import mail_message, mail_text
from kpidsl.scorecard.outputs.picture import first_page
from kpidsl.scorecard.outputs.rows import as_csv
from kpidsl.scorecard.outputs.workbook import workbook
from kpidsl.scorecard.page import render_html, set_by
from kpidsl.scorecard.pdf import Attached, Rendered, Variant, render_pdf
from kpidsl.scorecard.plain import to_json
from kpidsl.scorecard.printed import Printed
from kpidsl.scorecard.records import Scorecard
from kpidsl.text.diagnostic import Diagnostic, Outcome

Render = Callable[[str, Variant, tuple[Attached, ...], tuple[OwnFont, ...]], Outcome[Rendered | None]]


def archived(card: Scorecard, specs: Collection[tuple[str, str]]) -> tuple[Attached, ...]:
    """Return what an archive holds beside its pages: the numbers, the record they stand in, and the specs as read.

    `specs` are pairs of a path within the project and its text; a path goes into the description, its slashes out of
    the name. All are dated by the as-of.
    """
    named: dict[str, Attached] = {
        "numbers.csv": Attached("numbers.csv", as_csv(card), "Data", "the numbers of the page"),
        "scorecard.json": Attached("scorecard.json", to_json(card).encode(), "Data", "the record of the page"),
    }
    for path, text in sorted(specs):
        name, number = path.replace("/", "_"), 2
        while name in named:
            name, number = f"{number}_{path.replace('/', '_')}", number + 1
        named[name] = Attached(name, text.encode(), "Source", path)
    return tuple(named.values())


@dataclass(slots=True)
class Making:
    """One Scorecard on its way to files; the page, and the PDF of it, are made when the first file needs them.

    `attached` is None for a PDF to be read (PDF/UA-1), else what goes into the archive (PDF/A-3a). `name` is that of
    the PDF in a mail. `render` draws, here or in a pool.
    """

    card: Scorecard
    design: Design
    attached: tuple[Attached, ...] | None = None
    name: str = "scorecard.pdf"
    render: Render = lambda html, variant, attached, fonts: render_pdf(
        html, variant=variant, attached=attached, fonts=fonts
    )
    _html: Outcome[str | None] | None = field(default=None, init=False)
    _pdf: Outcome[Rendered | None] | None = field(default=None, init=False)

    def file(self, ending: str) -> Outcome[bytes | None]:
        """Return the bytes of one kind of file, or the findings why there are none."""
        match ending:
            case ".html":
                from kpidsl.scorecard.browser.page import browser_page

                return Outcome(browser_page(set_by(self.card, self.design)).encode())
            case ".page.html":
                html = self.html()
                return Outcome(html.value.encode() if html.value is not None else None, html.diagnostics)
            case ".csv":
                return Outcome(as_csv(self.card))
            case ".xlsx":
                return workbook(self.card)
            case ".json":
                return Outcome(f"{to_json(self.card)}\n".encode())
            case ".txt":
                return Outcome(mail_text(self.card, self._page()).encode())
        pdf = self.pdf()
        if pdf.value is None:
            return Outcome(None, pdf.diagnostics)
        match ending:
            case ".png":
                drawn = first_page(pdf.value.data)
                return Outcome(drawn.value, (*pdf.diagnostics, *drawn.diagnostics))
            case ".eml":
                return Outcome(mail_message(self.card, self._page(), pdf.value.data, self.name), pdf.diagnostics)
        return Outcome(pdf.value.data, pdf.diagnostics)

    def html(self) -> Outcome[str | None]:
        """Return the page in its design."""
        if self._html is None:
            self._html = render_html(self.card, self.design)
        return self._html

    def pdf(self) -> Outcome[Rendered | None]:
        """Return the finished PDF."""
        if self._pdf is None:
            html = self.html()
            if html.value is None:
                self._pdf = Outcome(None, html.diagnostics)
            else:
                self._pdf = self.render(html.value, self.variant(), self.attached or (), self.design.fonts)
        return self._pdf

    def variant(self) -> Variant:
        """Return the kind of PDF that is made."""
        return "pdf/ua-1" if self.attached is None else "pdf/a-3a"

    def _page(self) -> Printed:
        from kpidsl.scorecard.browser.page import on_one_sheet

        return on_one_sheet(set_by(self.card, self.design))


def make_files(making: Making, endings: Collection[str]) -> Outcome[dict[str, bytes]]:
    """Return a file for each ending; where one cannot be made there are none, and each finding is told once."""
    made: dict[str, bytes] = {}
    found: dict[Diagnostic, None] = {}
    for ending in endings:
        outcome = making.file(ending)
        found |= dict.fromkeys(outcome.diagnostics)
        if outcome.value is not None:
            made[ending] = outcome.value
    whole = len(made) == len(set(endings))
    return Outcome(made if whole else {}, tuple(found))
