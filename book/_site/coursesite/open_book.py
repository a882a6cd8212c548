"""Say where the built book is, and open it where there is a display."""

import os
import sys
import webbrowser
from pathlib import Path

page = Path(sys.argv[1]).resolve()
print(f"The book is at {page}")

here_is_a_display = (
    sys.platform in ("darwin", "win32")
    or os.environ.get("DISPLAY")
    or os.environ.get("WAYLAND_DISPLAY")
)
if here_is_a_display and not os.environ.get("CI"):
    webbrowser.open(page.as_uri())
