"""The built pages are valid HTML, and every link and anchor between them leads somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from node_script import said
from site_under_test import HTML, pages
from stamps import reads

# html-validate's rules for what the standard demands; what is a matter of taste is left out.
CHECK = """
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { readFileSync } from "node:fs";
const rules = { "long-title": "off" };
const loader = new StaticConfigLoader({ root: true, extends: ["html-validate:standard"], rules });
const validator = new HtmlValidate(loader);
for (const file of process.argv.slice(2)) {
  const report = await validator.validateString(readFileSync(file, "utf8"), file);
  for (const { messages } of report.results)
    for (const { line, ruleId, message } of messages)
      console.log(`${file}:${line} ${ruleId}: ${message}`);
}
"""


def problems(*files):
    """What html-validate says of these files, a line each."""
    return said("check-pages.mjs", CHECK, *files)


@reads("_build/html")
def test_every_page_is_valid():
    assert problems(HTML / "index.html", *(HTML / page for page in pages())) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ('<p id="a">x</p><p id="a">y</p>', "no-dup-id"),
        ("<p>x<div>y</div></p>", "close-order"),
        ("<ul><p>x</p></ul>", "element-permitted-content"),
        ('<button type="wrong">x</button>', "attribute-allowed-values"),
    ],
)
def test_the_validator_would_complain(tmp_path, wrong, rule):
    page = tmp_path / "page.html"
    page.write_text(
        f'<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{wrong}</body></html>'
    )
    assert any(f" {rule}: " in problem for problem in problems(page))


def broken(folder):
    """Links and anchors of a folder's pages that lead to no file or no element there."""
    texts = {page: page.read_text("utf8") for page in folder.rglob("*.html")}
    anchors = {
        page: set(re.findall(r'\s(?:id|name)="([^"]+)"', text)) for page, text in texts.items()
    }
    found = []
    for page, text in texts.items():
        for address in set(re.findall(r'\s(?:href|src|data-frames)="([^"]*)"', text)):
            parts = urlsplit(address.replace("&amp;", "&"))
            if parts.scheme or parts.netloc:
                continue
            start = folder if parts.path.startswith("/") else page.parent  # as 404.html has it
            path = unquote(parts.path).lstrip("/")
            target = (start / path).resolve() if path else page
            anchor = unquote(parts.fragment)
            if not target.is_file():
                found.append(f"{page.name}: no file {address}")
            elif anchor and target in anchors and anchor not in anchors[target]:
                found.append(f"{page.name}: no place {address}")
    return found


def test_every_link_and_anchor_leads_somewhere():
    assert broken(HTML) == []


def test_a_broken_link_would_be_found(tmp_path):
    (tmp_path / "a.html").write_text('<a href="b.html#x"></a> <a href="c.html"></a>')
    (tmp_path / "b.html").write_text('<p id="y"><a href="/a.html"></a> <a href="/d.html"></a></p>')
    wrong = ["a.html: no file c.html", "a.html: no place b.html#x", "b.html: no file /d.html"]
    assert sorted(broken(tmp_path)) == wrong


def test_every_picture_has_its_size():
    """So that the text does not jump when it arrives."""
    unsized = []
    for page in pages():
        text = (HTML / page).read_text("utf8")
        for tag in re.findall(
            r"<img\b[^>]*>|<figure[^>]*dl-figure.*?<svg\b[^>]*>", text, re.DOTALL
        ):
            image = BeautifulSoup(tag, "html.parser").find(["img", "svg"])
            if not (image.get("width") and (image.get("height") or image.get("viewbox"))):
                unsized.append(f"{page}: {image}"[:200])
    assert unsized == []


def test_the_style_sheet_and_scripts_name_only_files_that_are_there():
    static = HTML / "_static"
    named = re.findall(
        r"url\((?!\"?data:|#)['\"]?([^)'\"]+)", (static / "site.css").read_text("utf8")
    )
    assert named
    assert [name for name in named if not (static / Path(name)).is_file()] == []
