#!/usr/bin/env bash
# Install kpidsl: the version asked for, else the one that this action came with.
set -euo pipefail
if [[ -n "${KPIDSL_VERSION:-}" ]]; then
    [[ "$KPIDSL_VERSION" =~ ^[0-9][0-9A-Za-z.+!]*$ ]] || { echo "::error::version is no version such as 0.1.0"; exit 2; }
    python -m pip install --quiet --disable-pip-version-check "kpidsl==$KPIDSL_VERSION"
else
    python -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
fi
