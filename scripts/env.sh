#!/bin/sh
# Makes or renews the environment in the folder named by $1: the locked requirements, then the project itself.
# Needs Python 3.11 or later with its venv module, and the network once. $PYTHON names another interpreter.
set -eu
cd "$(dirname "$0")/.."
venv=$1

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1
}

if ! fits "$venv/bin/python"; then
    found=
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if fits "$candidate"; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "No Python from 3.11 to 3.14 was found (tried: ${PYTHON:-python3, python3.11 to python3.14, python})." >&2
        echo "Install one, or name it: make env PYTHON=/path/to/python3.13" >&2
        exit 1
    fi
    echo "Making $venv with $("$found" --version), once." >&2
    rm -rf "$venv"
    if ! log=$("$found" -m venv "$venv" 2>&1) || [ ! -x "$venv/bin/pip" ]; then
        rm -rf "$venv"
        echo "$log" >&2
        echo "This Python cannot make environments: its venv or ensurepip module is missing." >&2
        echo "On Debian and Ubuntu: sudo apt-get install python3-venv. Then call make again." >&2
        exit 1
    fi
fi

# pip byte-compiles what it installs; without compiled files every start of the gate costs two to three times as much.
pip() {
    "$venv/bin/python" -m pip --disable-pip-version-check --quiet --no-input "$@"
}
pip install --require-hashes --requirement requirements/dev.txt
pip install --no-deps --no-build-isolation --editable .
"$venv/bin/python" -m compileall -q finops_gate
