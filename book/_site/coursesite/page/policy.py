"""The content security policy of every page: the browser itself refuses whatever is not ours."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.S)
HANDLER = re.compile(r'<[a-z][^<>]*?\son[a-z]+="([^"]*)"')
CHARSET = re.compile(r'<meta charset="utf-8"\s*/?>')
POLICY = re.compile(r'\n\s*<meta http-equiv="Content-Security-Policy"[^>]*>')

# Browsers do not agree on whether 'self' means the folder when a page is opened as a file.
OURS = "'self' file:"
# A page whose code runs compiles Python, and starts it in a worker from a blob of its own.
RUNS = 'class="dl-run"'


def digest(script: str) -> str:
    """A script's hash, as a policy names it."""
    hashed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{hashed}'"


def policy(page: str) -> str:
    """The policy of one page: files of ours, and the scripts that stand in the page by their hash.

    Styles may stand in the page: KaTeX sets the place of every sign with a style attribute.
    """
    inline = {
        found["text"]
        for found in SCRIPT.finditer(page)
        if " src=" not in found["attributes"] and "json" not in found["attributes"]
    }
    handlers = {unescape(found) for found in HANDLER.findall(page)}
    hashes = sorted(map(digest, inline | handlers))
    # Only with this word does a hash allow a handler, as in onclick="window.print()".
    words = ["'unsafe-hashes'"] if handlers else []
    runs = RUNS in page
    words += ["'wasm-unsafe-eval'"] if runs else []
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", OURS, *words, *hashes]),
            f"style-src {OURS} 'unsafe-inline'",
            f"img-src {OURS} data:",
            f"font-src {OURS}",
            f"connect-src {OURS}",
            *(["worker-src blob:"] if runs else []),
            f"form-action {OURS}",
            "base-uri 'none'",
        ]
    )


def protected(page: str) -> str:
    """The page with its policy as the first thing after the charset, before anything can load."""
    page = POLICY.sub("", page)
    tag = f'\n    <meta http-equiv="Content-Security-Policy" content="{policy(page)}" />'
    changed, count = CHARSET.subn(lambda found: found[0] + tag, page, count=1)
    if not count:
        raise ValueError('A page without <meta charset="utf-8"> has no place for its policy.')
    return changed
