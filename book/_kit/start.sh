#!/bin/sh
# For Linux and macOS: finds a Python, and leaves the rest to start.py.
cd "$(dirname "$0")" || exit 1
for python in python3 python3.13 python3.12 python3.11; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" start.py "$@"
  fi
done
echo "The kit needs Python 3.11 or newer, and none was found. The README says where to get it." >&2
exit 1
