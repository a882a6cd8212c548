"""Build a wheel from the sdist unpacked in the folder named, with what is installed here; report.

It runs where no network is: see walled.py and test_on_index.py.
"""

import json
import subprocess
import sys

from walled import networks

SOURCE, INTO = sys.argv[1:]
command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-build-isolation"]
subprocess.run([*command, "--no-deps", "--wheel-dir", INTO, SOURCE], check=True)
print(json.dumps({"networks": networks()}))
