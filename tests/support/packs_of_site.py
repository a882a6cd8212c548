"""The packs of the built site, with which its pages run: are they there, and what do they hold?"""

import base64
import gzip
import json
import os
import struct

import pytest
from site_under_test import HTML

RUN = HTML / "_static" / "run"


def no_run():
    """Return why no page of the built site runs, or nothing."""
    return "" if RUN.is_dir() else "the site was built without Run, and so no page of it runs"


def require_run():
    """Skip the test where no page runs; fail where DLCOURSE_REQUIRE_RUN asks for it."""
    if why := no_run():
        if os.environ.get("DLCOURSE_REQUIRE_RUN"):
            pytest.fail(f"DLCOURSE_REQUIRE_RUN is set, but {why}.", pytrace=False)
        pytest.skip(why)


def pack(name):
    """The path of a pack of the built site."""
    (found,) = RUN.glob(f"{name}-*.js")
    return found


def text_in(script):
    """The text that the script of a pack hands to the page."""
    head, _, rest = script.partition("(")
    assert (head, rest[-3:]) == ("dlcourse.pack", ");\n")
    _name, text = json.loads(f"[{rest[:-3]}]")
    return text


def files_in(script):
    """Path -> bytes of what a pack holds."""
    raw = gzip.decompress(base64.b64decode(text_in(script)))
    (length,) = struct.unpack_from("<I", raw)
    index, start = json.loads(raw[4 : 4 + length]), 4 + length
    return {path: raw[start + at : start + at + size] for path, (at, size) in index.items()}
