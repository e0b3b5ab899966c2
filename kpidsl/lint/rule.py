"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpidsl.text.codes import Code
from kpidsl.text.diagnostic import Diagnostic, Fact, Label, Said, finding
from kpidsl.text.source import Span

if TYPE_CHECKING:
    from kpidsl.lint.facts import Facts
    from kpidsl.lint.scene import Scene
    from kpidsl.lint.whole import Whole


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file, and the text that would stand in its place."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Offence:
    """A finding of a rule, the name of what it is about, and the edits that mend it ("" and () where there are none).

    `about` is a number that may carry an `allow`; edits keep the meaning of every number.
    """

    diagnostic: Diagnostic
    about: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A setting of a rule: a whole number, or a list of texts where the default is one."""

    name: str
    default: int | tuple[str, ...]
    about: Said


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    `why` says what it looks for and why that is bad. `bad` is a spec with that fault alone and `good` the same one
    mended; both stand beside the company of docs/rules. Exactly one of the checks is there:

    - `each` looks at numbers one by one, and at what their own words name, nothing else;
    - `whole` looks at the sketches of a whole project, and at the day; `tree` where it follows the lines of the tree,
      which have to be known all;
    - `data` looks at what was measured and judged.

    `calendar` marks a rule that counts business days, for which the holidays of a country have to be loaded.
    """

    words: Code
    title: Said
    why: Said
    bad: str = ""
    good: str = ""
    each: "Callable[[Scene], Iterator[Offence]] | None" = None
    whole: "Callable[[Whole], Iterator[Offence]] | None" = None
    data: "Callable[[Facts], Iterator[Offence]] | None" = None
    options: tuple[Option, ...] = ()
    calendar: bool = False
    tree: bool = False

    @property
    def code(self) -> str:
        """Return its code, such as S04."""
        return self.words.id


def offence(
    words: Code, about: str, span: Span | None, *labels: Label, edits: tuple[Edit, ...] = (), **facts: Fact
) -> Offence:
    """Make an offence; `about` fills the words' {name}."""
    if about:
        facts.setdefault("name", about)
    return Offence(finding(words, span, *labels, **facts), about, edits)


Settings = Mapping[tuple[str, str], int | tuple[str, ...]]
"""What the manifest sets, by code and option."""


def setting(settings: Settings, words: Code, option: Option) -> int | tuple[str, ...]:
    """Return what an option of a rule is set to, its default where the manifest is silent."""
    return settings.get((words.id, option.name), option.default)


def number(settings: Settings, words: Code, option: Option) -> int:
    """Return an option that is a whole number."""
    value = setting(settings, words, option)
    assert isinstance(value, int)
    return value


def texts(settings: Settings, words: Code, option: Option) -> tuple[str, ...]:
    """Return an option that is a list of texts."""
    value = setting(settings, words, option)
    assert isinstance(value, tuple)
    return value
