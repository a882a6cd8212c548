"""What an index of packages shows of dlcourse: links to the project, and README.md.

Both name addresses, which are known where a release is made: DLCOURSE_URL, where the book is
published, and DLCOURSE_REPOSITORY; or else html_baseurl and dlcourse_repository in `_config.yml`.
Where neither is known nothing is made up: there are no links to the project, and of a link to a
file its words stay.

`pyproject.toml` names this file, and the sdist holds it: it needs hatchling alone.
"""

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# A block of code, which stays as it is, or a link: "!" before a picture, its words, its address.
PIECE = re.compile(r"^```.*?^```|(!?)\[([^\]]*)\]\(([^)\s]+)\)", re.MULTILINE | re.DOTALL)
WHOLE = ("https://", "http://", "#")


def on_index(text: str, repository: str, version: str) -> str:
    """The text with whole addresses of files, as they were at the version; or without links."""

    def mended(piece: re.Match[str]) -> str:
        picture, words, address = piece.groups()
        if address is None or address.startswith(WHOLE):
            return piece[0]
        if not repository:
            return "" if picture else words
        whole = at(repository, version, address, "raw" if picture else "blob")
        return f"{picture}[{words}]({whole})"

    return PIECE.sub(mended, text)


def at(repository: str, version: str, path: str, form: str = "blob") -> str:
    """The address of a file at the tag of a version, on its host's page or raw."""
    return f"{repository}/{form}/v{version}/{path}"


def links(url: str, repository: str, version: str) -> dict[str, str]:
    """The links beside the page: what is known of them."""
    book = {"Documentation": url} if url else {}
    sources = {
        "Source": repository,
        "Issues": f"{repository}/issues",
        "Changelog": at(repository, version, "CHANGELOG.md"),
    }
    return book | (sources if repository else {})


def known(root: Path, variable: str, setting: str) -> str:
    """An address that the environment names, be it an empty one, or else the book's settings.

    The setting is read as a line of `_config.yml`, since nothing need be there that knows its form.
    Without one it is "".
    """
    if variable in os.environ:
        return os.environ[variable].rstrip("/")
    path = root / "_config.yml"
    text = path.read_text("utf8") if path.is_file() else ""
    line = re.search(rf"""^\s*{setting}:\s*["']?([^"'\s#]*)""", text, re.MULTILINE)
    return line[1].rstrip("/") if line else ""


class OnIndex(MetadataHookInterface):
    """Fills in what `pyproject.toml` calls dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in the long description and the links; what comes from an sdist has them already."""
        if "readme" not in metadata:
            root = Path(self.root)
            url = known(root, "DLCOURSE_URL", "html_baseurl")
            repository = known(root, "DLCOURSE_REPOSITORY", "dlcourse_repository")
            text = (root / "README.md").read_text("utf8")
            text = on_index(text, repository, metadata["version"])
            metadata["readme"] = {"content-type": "text/markdown", "text": text}
            metadata["urls"] = links(url, repository, metadata["version"])
        metadata.setdefault("urls", {})
