"""`kpidsl run --expect`: what numbers were expected to be, and what they are."""

from typing import TYPE_CHECKING, Any

from kpidsl.cli.asking import as_of_instant, told
from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, stop
from kpidsl.model.near import unknown_number
from kpidsl.pipeline import Project, run_request
from kpidsl.text.diagnostic import Diagnostic, Outcome

if TYPE_CHECKING:
    from kpidsl.report.expecting import Held
    from kpidsl.warehouse.opening import Warehouse

COLUMNS = (
    *("name", "period", "dimension", "member", "expected", "tolerance", "found", "status", "file", "line", "column"),
)


def held(
    setting: Setting, project: Project, names: tuple[str, ...], warehouse: "Warehouse"
) -> "Outcome[tuple[Held, ...]]":
    """Return the expectations of these numbers (default: all) with what was found."""
    from kpidsl.report.expecting import each_of, hold_expectations

    model = project.model
    return hold_expectations(
        model,
        lambda request: run_request(project, request, warehouse),
        each_of(model, names),
        as_of_instant(setting, model.manifest.calendar),
        setting.as_of,
    )


def refuse_others(given: dict[str, Any], names: tuple[str, ...], project: Project, setting: Setting) -> None:
    """End the command where more is asked than expectations say by themselves, or a number is not known."""
    for option, value in given.items():
        if value:
            words = f"--expect takes no {option}: each expectation names its own period and slice"
            stop(setting.say(words, f"--expect に {option} は使えません。期間と切り口は expect の文が決めます"))
    unknown: list[Diagnostic] = [
        unknown_number(name, project.model.metrics) for name in names if name not in project.model.metrics
    ]
    told(tuple(unknown), project, setting)


def rows(found: "tuple[Held, ...]", project: Project) -> list[tuple[Any, ...]]:
    """Return a row for each expectation, in the order of `COLUMNS`."""
    listed = []
    for each in found:
        expectation = each.expectation
        dimension, member = expectation.slice or (None, None)
        tolerance = expectation.plus_minus.value if expectation.plus_minus is not None else None
        at = project.folder.texts[expectation.span.file].position(expectation.span.start)
        listed.append(
            (
                *(expectation.name, expectation.period.label, dimension, member, expectation.value.value, tolerance),
                *(each.found, each.status, expectation.span.file, at.line, at.column),
            )
        )
    return listed


def lines(found: "tuple[Held, ...]", project: Project, say: Say) -> str:
    """Return a line for each expectation, and one that counts them."""
    from kpidsl.report.expecting import shown

    if not found:
        return say("nothing is expected: there is no expect statement\n", "expect の文がありません\n")
    words = {
        "met": say("ok", "一致"),
        "failed": say("failed", "不一致"),
        "waiting": say("not over", "期間中"),
    }
    said = []
    for each in found:
        expectation = each.expectation
        part = f" {expectation.slice[0]} = {expectation.slice[1]}" if expectation.slice else ""
        wanted = " ± ".join(one.text for one in (expectation.value, expectation.plus_minus) if one is not None)
        number = shown(each)
        is_ = number if isinstance(number, str) else say(*number)
        source = project.folder.texts[expectation.span.file]
        place = f"{source.file}:{source.position(expectation.span.start).line}"
        about = f"{expectation.name} {expectation.period.label}{part}"
        said.append(say(f"{about}: found {is_}, expected {wanted}", f"{about}: {is_}（期待値 {wanted}）"))
        said[-1] = f"{words[each.status]}: {said[-1]} [{place}]"
    counts = [f"{sum(each.status == status for each in found)} {word}" for status, word in words.items()]
    return "".join(f"{line}\n" for line in (*said, ", ".join(counts)))
