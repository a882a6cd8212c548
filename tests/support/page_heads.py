"""Reads from a built page what it says of itself: shared by the tests of the pages' heads."""

import re
from html import unescape

import yaml
from site_under_test import HTML, ROOT

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))


def documents(chapters):
    """Every document of a part of the contents: below a chapter others may stand."""
    for chapter in chapters:
        yield chapter["file"]
        yield from documents(chapter.get("sections", []))


DOCUMENTS = [TOC["root"], *(d for part in TOC["parts"] for d in documents(part["chapters"]))]


def source(document):
    (path,) = (
        ROOT / f"{document}{end}"
        for end in (".ipynb", ".md")
        if (ROOT / f"{document}{end}").exists()
    )
    return path


def text(page, folder=HTML):
    return (folder / page).read_text("utf8")


def meta(page, name):
    """The content of each meta tag of this name or property."""
    found = re.findall(rf'<meta (?:name|property|http-equiv)="{name}" content="([^"]*)"', page)
    return [unescape(content) for content in found]


def titles(page):
    return [unescape(title) for title in re.findall(r"<title>(.*?)</title>", page, re.S)]
