#!/usr/bin/env bash
# Check the project, say what changed since the base, and write both into the job's summary.
# Ends as kpidsl does: 0 fine, 1 the specs are at fault, 2 the call or the environment is.
set -euo pipefail

project="${KPIDSL_PROJECT:-.}"
room="$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/kpidsl-XXXXXX")"
report="$room/report.md"
given=(--project "$project")
checked=("${given[@]}")
[[ "${KPIDSL_STRICT:-false}" == true ]] && checked+=(--strict)
[[ -n "${KPIDSL_BASELINE:-}" ]] && checked+=(--baseline "$KPIDSL_BASELINE")

code=0
kpidsl check "${checked[@]}" --format github || code=$?
if ((code == 2)); then
    echo "::error::kpidsl check could not run, see the lines above"
    exit 2
fi
kpidsl check "${checked[@]}" --format markdown >"$report" || true
if [[ -n "${KPIDSL_SARIF:-}" ]]; then
    kpidsl check "${checked[@]}" --format sarif >"$KPIDSL_SARIF" || true
fi

found="$room/found.json"
kpidsl check "${checked[@]}" --format json >"$found" || true
count() {
    python -c 'import json, sys; print(json.load(open(sys.argv[1], encoding="utf-8"))["summary"][sys.argv[2]])' "$found" "$1"
}
errors="$(count errors)"
warnings="$(count warnings)"

# What has errors has no meaning to compare yet.
if [[ -n "${KPIDSL_BASE:-}" ]] && ((errors == 0)); then
    [[ "$KPIDSL_BASE" =~ ^[0-9A-Za-z][0-9A-Za-z._/-]*$ ]] || { echo "::error::base is no commit"; exit 2; }
    asked=("$KPIDSL_BASE" "${given[@]}" --format markdown)
    [[ -n "${KPIDSL_FAIL_ON:-}" ]] && asked+=(--fail-on "$KPIDSL_FAIL_ON")
    if ! git -C "$project" cat-file -e "$KPIDSL_BASE^{commit}" 2>/dev/null; then
        echo "::warning::the commit $KPIDSL_BASE is not here, so nothing is compared; give actions/checkout fetch-depth: 0"
    else
        compared=0
        { echo; kpidsl diff "${asked[@]}"; } >>"$report" || compared=$?
        ((compared > code)) && code=$compared
    fi
fi

cat "$report" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
{
    echo "errors=$errors"
    echo "warnings=$warnings"
    echo "report=$report"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
