"""Boards and documents for the commands that judge: `tree`, `scorecard`, `demo`."""

import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kpidsl.cli.asking import told
from kpidsl.cli.options import Setting
from kpidsl.model.calendar import Period
from kpidsl.model.records import ScorecardSpec
from kpidsl.pipeline import Project, judge_scorecard, measure_more

if TYPE_CHECKING:
    from kpidsl.report.board import Board
    from kpidsl.report.further import Further
    from kpidsl.scorecard.change_records import ChangeLog
    from kpidsl.scorecard.designs import Design
    from kpidsl.scorecard.records import Scorecard
    from kpidsl.text.diagnostic import Outcome
    from kpidsl.warehouse.opening import Warehouse

DESIGN = "executive"


def judged(
    setting: Setting, project: Project, warehouse: "Warehouse", spec: ScorecardSpec, period: Period | None, day: date
) -> "Board":
    """Return the numbers of a scorecard judged; an error among the findings ends the command."""
    outcome: Outcome[Board | None] = judge_scorecard(project, warehouse, spec, period, day)
    told(outcome.diagnostics, project, setting)
    assert outcome.value is not None
    return outcome.value


def document(
    project: Project,
    spec: ScorecardSpec,
    board: "Board",
    further: "Further | None" = None,
    changes: "ChangeLog | None" = None,
) -> "Scorecard":
    """Return the whole document of a scorecard, with what was measured for its design, and what changed behind it."""
    from dataclasses import replace
    from importlib.metadata import version

    from kpidsl.report.further import Further
    from kpidsl.report.paging import Issue, make_scorecard

    issue = Issue(f"kpidsl {version('kpidsl')}", commit_of(project.folder.path))
    return replace(make_scorecard(project.model, spec, board, issue, further or Further()), changes=changes)


def measured_for(
    setting: Setting,
    project: Project,
    warehouse: "Warehouse",
    spec: ScorecardSpec,
    board: "Board",
    design: "Design",
) -> "Further":
    """Return what a design needs beyond the board; an error among the findings ends the command."""
    outcome = measure_more(project, warehouse, spec, board, design.needs)
    told(outcome.diagnostics, project, setting)
    assert outcome.value is not None
    return outcome.value


def design_of(setting: Setting, project: Project, spec: ScorecardSpec, name: str | None = None) -> "Design":
    """Return the design of a scorecard: the one named, else that of its spec; it is looked for in the project first."""
    from kpidsl.scorecard.designs import find_design

    design = find_design(name or spec.template or DESIGN, (project.folder.path / "templates",))
    told(design.diagnostics, project, setting)
    assert design.value is not None
    return design.value


def specs_of(project: Project) -> list[tuple[str, str]]:
    """Return every text that a project was read from, by its path; no secret is among them."""
    from kpidsl.text.render.secrets import veiled

    return [(path, veiled(source.text)) for path, source in project.folder.texts.items()]


def sample_of(setting: Setting, project: Project, spec: ScorecardSpec, design: "Design") -> "Scorecard":
    """Return the sample that comes with a design, in the scorecard's language."""
    from kpidsl.report.naming import locale_of
    from kpidsl.scorecard.plain import read_scorecard

    language = locale_of(spec.locale or project.model.manifest.locale).language
    read = read_scorecard(design.sample(language), f"{design.name}/sample.json")
    told(read.diagnostics, project, setting)
    assert read.value is not None
    return read.value


def whole_tree(root: str, locale: str | None = None) -> ScorecardSpec:
    """Return a page set that shows one tree, for a look at it without a scorecard, in a locale or the project's."""
    from kpidsl.text.source import Span

    return ScorecardSpec(
        name=root,
        label=None,
        shows=((root, True),),
        audience=None,
        locale=locale,
        template=None,
        every=None,
        by=(),
        compare=(),
        span=Span("", 0, 0),
    )


def commit_of(folder: Path) -> str:
    """Return the commit that the specs are at, or "" where git does not know."""
    try:
        asked = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--short=10", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
