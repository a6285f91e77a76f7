#!/bin/sh
# Installs the gate from this checkout, for pipelines that have no Action: what requirements/run.txt pins, with its
# hashes; nothing else is downloaded, and nothing is built. The checkout stays where it is and has to stay there.
# Usage: sh scripts/install.sh FOLDER     then FOLDER/bin/finops-gate is the command
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -ne 1 ]; then
    echo "usage: sh scripts/install.sh FOLDER" >&2
    exit 2
fi
"${PYTHON:-python3}" -I -m venv -- "$1"
place=$(cd "$1" && pwd)
"$place/bin/python" -I -m pip --disable-pip-version-check --no-input install --quiet \
    --require-hashes --only-binary :all: --no-deps --requirement "$here/requirements/run.txt"
"$place/bin/python" -I - "$here" "$place" <<'PYTHON'
import pathlib, shlex, sys, sysconfig

here, place = sys.argv[1:]
pathlib.Path(sysconfig.get_path("purelib"), "finops_gate.pth").write_text(here + "\n", encoding="utf-8")
program = pathlib.Path(place, "bin", "finops-gate")
python = shlex.quote(str(pathlib.Path(place, "bin", "python")))
program.write_text(f'#!/bin/sh\nexec {python} -I -m finops_gate.cli.main "$@"\n', encoding="utf-8")
program.chmod(0o755)
PYTHON
"$place/bin/finops-gate" --version
