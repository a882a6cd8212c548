#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the machine that grades.
#
# What no student may read, the exercise and the secret, is made root's alone: student's code runs as
# another user, also where the container lets no sandbox be made.
set -euo pipefail
umask 022
source="${AUTOGRADER_ROOT:-/autograder}/source"
course="${COURSE_ROOT:-/opt/dlcourse}"

new_enough() {
    "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

apt-get update
apt-get install --yes --no-install-recommends bubblewrap util-linux python3 python3-venv
python="${PYTHON:-python3}"
if ! new_enough "$python"; then
    # Ubuntu 22.04 has a newer Python beside its own.
    apt-get install --yes --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi
if ! new_enough "$python"; then
    echo "The grader needs Python 3.11 or newer. Choose a newer base image, Ubuntu 22.04 at least." >&2
    exit 1
fi

mkdir -p "$course"
"$python" -m venv "$course/venv"
"$course/venv/bin/python" -m pip install --quiet --requirement "$source/requirements.txt"
cp -R "$source/package" "$course/package"
cp "$source/secret" "$course/secret"
chmod 600 "$course/secret"
chmod 700 "$course/package/dlcourse/grading/_exercises" "$source"
cat >"$course/dlcourse" <<END
#!$course/venv/bin/python
import sys
sys.path.insert(0, "$course/package")
from dlcourse.grading.cli import main
main(prog_name="dlcourse")
END
chmod 755 "$course/dlcourse"
"$course/dlcourse" grade --help >/dev/null
echo "Ready. Now press Test Autograder with a hand-in of your own: it shows whether a sandbox can be had."
