#!/usr/bin/env bash
# Installs and runs finops-gate for the Action. Nothing of the workspace is imported, executed or taken as configuration:
# Python is started with -I outside of it, and pip and uv are told to read neither variables nor files of settings.
#
#   entrypoint.sh install   makes an environment in RUNNER_TEMP from the locked requirements; sets the output `python`
#   entrypoint.sh run       judges the event of the job with FINOPS_GATE_PYTHON
set -euo pipefail
umask 022

fail() {
    printf 'error: %s\n' "$1" >&2
    [ -z "${2:-}" ] || printf 'hint: %s\n' "$2" >&2
    exit 2
}

here=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
lock=$here/requirements/run.txt
temporary=${RUNNER_TEMP:?RUNNER_TEMP is not set: this is the entry of a GitHub Action}
cd -P -- "$temporary"

fits() {
    "$1" -I -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1
}

find_python() {
    local candidate
    if [ -n "${INPUT_PYTHON:-}" ]; then
        fits "$INPUT_PYTHON" || fail "$INPUT_PYTHON is no Python from 3.11 to 3.14" "python: names a program, as in python3.13"
        command -v -- "$INPUT_PYTHON"
        return
    fi
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if fits "$candidate"; then
            command -v -- "$candidate"
            return
        fi
    done
    fail "no Python from 3.11 to 3.14 was found" "put a step with actions/setup-python before this one"
}

# What the lock pins, with its hashes, into the environment $2; no package is built, no setting of pip or uv is read.
install_locked() {
    local python=$1 venv=$2 name
    while read -r name; do
        unset "$name"
    done < <(compgen -e | grep -E '^(PIP|UV|PYTHON)' || true)
    export PIP_CONFIG_FILE=/dev/null
    if command -v uv >/dev/null 2>&1; then
        uv --no-config pip install --quiet --python "$venv/bin/python" --require-hashes --no-build --no-deps \
            --no-cache --requirements "$lock"
    elif "$python" -I -c 'import pip, sys; sys.exit(int(pip.__version__.split(".")[0]) < 23)' >/dev/null 2>&1; then
        "$python" -I -m pip --isolated --python "$venv/bin/python" --disable-pip-version-check --no-input \
            install --quiet --require-hashes --only-binary :all: --no-deps --no-compile --no-cache-dir --requirement "$lock"
    else
        "$venv/bin/python" -I -m ensurepip >/dev/null
        "$venv/bin/python" -I -m pip --isolated --disable-pip-version-check --no-input \
            install --quiet --require-hashes --only-binary :all: --no-deps --no-compile --no-cache-dir --requirement "$lock"
    fi
    # The project needs no build: its own checkout is put on the path, behind what the lock pins.
    "$venv/bin/python" -I - "$here" <<'PYTHON'
import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "finops_gate.pth").write_text(sys.argv[1] + "\n", encoding="utf-8")
PYTHON
}

# A folder for the environment of this lock, this code and this Python.
place_of() {
    if [ "${INPUT_CACHE:-}" != true ]; then
        mktemp -d -- "$temporary/finops-gate-XXXXXXXX"
        return
    fi
    "$1" -I - "$lock" "$here" "${RUNNER_TOOL_CACHE:-$temporary}" <<'PYTHON'
import hashlib, pathlib, platform, sys
lock, here, cache = sys.argv[1:]
what = [sys.executable, sys.version, platform.platform(), here]
digest = hashlib.sha256(pathlib.Path(lock).read_bytes() + "\n".join(what).encode()).hexdigest()
print(pathlib.Path(cache, "finops-gate", digest[:32]))
PYTHON
}

install() {
    local python place
    python=$(find_python)
    if [ "${INPUT_INSTALL:-}" != false ]; then
        place=$(place_of "$python")
        if [ ! -f "$place/.ready" ]; then # a half-made one is made anew
            rm -rf -- "$place"
            mkdir -p -- "$(dirname -- "$place")"
            "$python" -I -m venv --without-pip -- "$place"
            install_locked "$python" "$place"
            : >"$place/.ready"
        fi
        python=$place/bin/python
    fi
    "$python" -I -c 'import finops_gate' 2>/dev/null || fail "$python has no finops-gate" "leave out install: false"
    printf 'python=%s\n' "$python" >>"${GITHUB_OUTPUT:?GITHUB_OUTPUT is not set}"
}

case ${1:-} in
install) install ;;
run) exec "${FINOPS_GATE_PYTHON:?the step before has not found a Python}" -I -m finops_gate.cli.action ;;
*) fail "entrypoint.sh takes install or run" ;;
esac
