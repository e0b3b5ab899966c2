"""The JSON Schema (2020-12) of the YAML spelling, made from the clause table: what an editor completes and refuses."""

from typing import Any

from kpidsl.syntax.build.values import BETTER, CADENCES, PATHS, VERDICTS
from kpidsl.syntax.clauses import CLAUSES_OF, LABEL, STATEMENTS, ClauseRow, StatementRow, rivals

Schema = dict[str, Any]

_CHOICES = {"better": BETTER, "path": PATHS, "verdict": VERDICTS}
_AS_WRITTEN = ["string", "number", "boolean"]
_NUMERIC = ["string", "number"]
_TYPES = {
    **dict.fromkeys(("text", "plain", "query", "formula"), _AS_WRITTEN),
    **dict.fromkeys(("number", "amount", "limit", "target", "tolerance", "result", "period"), _NUMERIC),
}
"""What a YAML reader may take a scalar for; all other values are strings to it."""

_SIGNS = r"!-/:-@\[-^{-~"
_NAME = rf"^(?:`[^`]+`|[^\s0-9`{_SIGNS}][^\s`{_SIGNS}]*)$"


def json_schema() -> Schema:
    """Return the schema of a spec file in YAML."""
    sections = {row.section: _section(row) for row in STATEMENTS}
    kinds = "|".join(row.kind for row in STATEMENTS)
    order = {
        "description": _both("Where statements of several kinds interleave: their order.", "種類をまたぐ文の並び順。"),
        "type": "array",
        "items": {"type": "string", "pattern": f"^(?:{kinds}) "},
        "uniqueItems": True,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kpidsl",
        "description": _both("KPI definitions in the YAML spelling.", "KPI 定義の YAML での書き方。"),
        "type": ["object", "null"],
        "properties": {**sections, "order": order},
        "additionalProperties": False,
        "$defs": {row.kind: _statement(row) for row in STATEMENTS},
    }


def _both(en: str, ja: str) -> str:
    return f"{en}\n{ja}"


def _section(row: StatementRow) -> Schema:
    statement = {"$ref": f"#/$defs/{row.kind}"}
    if row.listed:
        inside: Schema = {"type": ["array", "null"], "items": statement}
    else:
        inside = {"type": ["object", "null"], "propertyNames": {"pattern": _NAME}, "additionalProperties": statement}
    return {"description": _both(row.en, row.ja), **inside}


def _statement(row: StatementRow) -> Schema:
    clauses = list(CLAUSES_OF[row.kind].values())
    properties: Schema = {}
    if row.subject:
        words = _both(f"What this {row.kind} is about.", "対象の名前。")
        properties[row.subject] = {"description": words, "type": "string", "pattern": _NAME}
    if row.labelled:
        properties[LABEL.keyword] = _clause(LABEL)
    properties |= {clause.keyword: _clause(clause) for clause in clauses}
    required = [*([row.subject] if row.subject else []), *(clause.keyword for clause in clauses if clause.required)]
    one_of = rivals(row.kind)
    schema: Schema = {
        "description": _both(row.en, row.ja),
        "type": "object" if required or one_of else ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        schema["required"] = required
    if one_of:
        schema["oneOf"] = [{"required": [keyword]} for keyword in one_of]
    return schema


def _clause(row: ClauseRow) -> Schema:
    one = _value(row)
    value: Schema = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]} if row.repeatable else one
    if row.value == "names" and not row.repeatable:
        value = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    example = row.example_in("yaml").removeprefix(f"{row.keyword}: ").strip('"')
    return {"description": _both(row.en, row.ja), **value, "examples": [True if row.value == "flag" else example]}


def _value(row: ClauseRow) -> Schema:
    if row.value == "flag":
        return {"enum": [True, False, "true", "false"]}
    if row.value in _CHOICES:
        return {"enum": list(_CHOICES[row.value])}
    if row.value == "cadence":
        return {"type": "string", "pattern": f"^(?:{'|'.join(CADENCES)})(?:\\s|$)"}
    return {"type": _TYPES.get(row.value, "string")}
