#!/bin/sh
# Pins everything that the project installs, with hashes, for every supported Python and platform:
# requirements/run.txt for those who run the gate, requirements/dev.txt for those who work on it.
# With UPGRADE=1 every version is chosen anew, with UPGRADE=NAME that of one package; otherwise those that fit stay.
set -eu
cd "$(dirname "$0")/.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
"${PYTHON:-python3}" -m venv "$tools/venv"
"$tools/venv/bin/python" -m pip --disable-pip-version-check --quiet install 'uv>=0.5,<1'

case "${UPGRADE:-}" in
"") set -- ;;
1) set -- --upgrade ;;
*) set -- --upgrade-package "$UPGRADE" ;;
esac
chosen=$*

compile() {
    "$tools/venv/bin/uv" --no-config --quiet pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock' \
        --constraint requirements/avoid.in $chosen "$@" pyproject.toml
}
compile --output-file requirements/run.txt
compile --extra dev --extra lsp --extra mcp --extra refresh --extra usage --constraint requirements/run.txt --output-file requirements/dev.txt
