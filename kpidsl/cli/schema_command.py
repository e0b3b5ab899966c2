"""`kpidsl schema`: the JSON Schema of the YAML spelling, for editors."""

import json

import click

from kpidsl.cli.language import Say
from kpidsl.cli.options import Setting, make_command


def make(say: Say) -> click.Command:
    """Make the command."""
    return make_command(
        "schema",
        say,
        "Print the JSON Schema of the YAML spelling: editors then complete and check as you write.",
        "YAML の書き方の JSON Schema を出力します。エディターで補完と検査ができます。",
        [],
        schema,
    )


def schema(setting: Setting) -> None:
    """Print the schema."""
    from kpidsl.syntax.schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
