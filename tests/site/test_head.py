"""What every page says of itself: title, description, icons, minutes, source, neighbours, data."""

import io
import json
import re
from collections import Counter
from pathlib import PurePath
from xml.etree import ElementTree

import pytest
from docutils import nodes
from page_heads import DOCUMENTS, TOC, meta, source, text, titles
from PIL import Image
from site_under_test import HTML, Visit, pages

from coursesite import edition
from coursesite.around import describe, icons, reading
from coursesite.data_pages import reference
from dlcourse import plots

PAGES = pages()


def hexadecimal(red, green, blue, *_):
    return f"#{red:02x}{green:02x}{blue:02x}"


def test_the_pages_of_the_table_of_contents_are_those_that_were_built():
    assert set(PAGES) == {f"{name}.html" for name in DOCUMENTS} | {"genindex.html", "search.html"}


@pytest.mark.parametrize("page", [*PAGES, "404.html", "index.html"])
def test_a_page_says_what_it_is_in_as_many_words_as_are_shown(page):
    page = text(page)
    head_of_page = page.split("</head>")[0]
    (title,), (description,) = titles(head_of_page), meta(page, "description")
    assert 5 <= len(title) <= describe.LONGEST_TITLE
    assert 50 <= len(description) <= describe.LONGEST_DESCRIPTION
    assert not re.search(r"[\\$*`<>{}]|…$", description)
    assert description.endswith((".", "?"))
    assert meta(page, "og:description") == [description]
    assert title.startswith(meta(page, "og:title")[0])
    assert len(meta(page, "og:site_name")) == 1


def test_no_two_pages_have_the_same_title_or_description():
    for said in (titles, lambda page: meta(page, "description")):
        twice = Counter(said(text(page).split("</head>")[0])[0] for page in PAGES)
        assert [words for words, count in twice.items() if count > 1] == []


@pytest.mark.this_edition
@pytest.mark.parametrize("number", edition.current().chapters)
def test_the_description_of_a_chapter_asks_its_question(number):
    (page,) = (page for page in PAGES if page.startswith(f"book/{number:02}_"))
    (description,) = meta(text(page), "description")
    assert description.endswith("?")
    opening = " ".join(reading.parts(source(page.removesuffix(".html")))[0].split())
    assert description.split("? ")[-1].split(". ")[-1] in re.sub(
        r"\*\*|\]\([^)]*\)|\[", "", opening
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_line_under_the_title_says_the_minutes_and_leads_to_the_source(document):
    page = text(f"{document}.html")
    (line,) = re.findall(r'</h1>\s*<p class="dl-about[^>]*>(.*?)</p>', page, re.S)
    minutes = reading.minutes(source(document))
    begins = f"About {minutes} minutes to read" if minutes > 1 else "About a minute"
    if reference.code_of(document):  # where one looks something up, and does not read on
        begins = "Made from what the code says of itself"
    assert line.startswith(begins)
    if "_sources/" in line:
        (file,) = re.findall(r'href="([^"]*_sources[^"]*)"', line)
        taken = (HTML / document).parent.joinpath(file).resolve()
        assert taken.read_bytes() == source(document).read_bytes()
    name = f"{PurePath(document).name}_exercise.ipynb" if document.startswith("exercises/") else ""
    assert (f' download="{name}">' in line) == (source(document).suffix == ".ipynb")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_page_leads_to_the_one_before_it_and_the_one_after(document):
    place = DOCUMENTS.index(document)
    wanted = {"prev": DOCUMENTS[:place][-1:], "next": DOCUMENTS[place + 1 :][:1]}
    for way, names in wanted.items():
        page = text(f"{document}.html")
        links = re.findall(
            rf'<a class="(?:left|right)-{way}" href="([^"]*)"[^>]* rel="{way}"', page
        )
        folder = (HTML / document).parent
        found = [(folder / link).resolve().relative_to(HTML).as_posix() for link in links]
        assert found == [f"{name}.html" for name in names], way
        # Firefox would fetch what the head says is next, and the page's policy would refuse it.
        assert f'<link rel="{way}"' not in page


@pytest.mark.parametrize("page", [*PAGES, "404.html"])
def test_the_icons_that_a_page_names_exist_in_the_sizes_it_says(page):
    links = re.findall(r'<link rel="(?:icon|apple-touch-icon)" href="([^"]*)"', text(page))
    files = [HTML / "_static" / "icons" / link.rsplit("/", 1)[-1] for link in links]
    svg, *pngs = files
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")
    assert [Image.open(io.BytesIO(png.read_bytes())).size for png in pngs] == [(48, 48), (180, 180)]
    if page != "404.html":
        assert [((HTML / page).parent / link).resolve() for link in links] == files


def test_the_sign_is_the_same_in_both_of_its_forms():
    """At the ball, on the line, on the ground, and in the corner, which is round on a tab only."""
    square = {
        icons.BALL: icons.WARM,
        (16, 26.5): icons.CHALK,
        (2, 16): plots.BLUE,
    }
    for round_ in (True, False):
        picture = Image.open(io.BytesIO(icons.png(320, round_=round_))).convert("RGBA")
        for (x, y), colour in square.items():
            assert hexadecimal(*picture.getpixel((round(10 * x), round(10 * y)))) == colour
            assert colour in icons.svg()
        assert picture.getpixel((1, 1))[3] == (0 if round_ else 255)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_browser_s_bars_have_the_colour_of_the_page(browser, http, mode):
    with Visit(browser, http + "book/notation.html", mode=mode) as visit:
        said = visit.page.evaluate(
            """() => [...document.querySelectorAll('meta[name="theme-color"]')]
                .filter(tag => matchMedia(tag.media).matches).map(tag => tag.content)"""
        )
        seen = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert said == [hexadecimal(*map(int, re.findall(r"\d+", seen)))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_page_as_data_says_what_the_page_says(document):
    page = text(f"{document}.html")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(data)
    assert [data["description"]] == meta(page, "description")
    assert [data["name"]] == meta(page, "og:title")
    if document == TOC["root"]:
        assert data["@type"] == "Course"
    elif reference.code_of(document):
        assert "timeRequired" not in data
    else:
        assert data["timeRequired"] == f"PT{reading.minutes(source(document))}M"


def paragraph(*parts):
    """A paragraph; what stands in a list is bold."""
    made = nodes.paragraph()
    for part in parts:
        made += (
            nodes.strong("", *map(nodes.Text, part)) if isinstance(part, list) else nodes.Text(part)
        )
    return made


LONG = (
    "This sentence has been made long enough to leave no room for any second one beside it, "
    "whatever that may be, since all it ever does is to go on and on, and on."
)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["One. Two. Three."], "One. Two. Three."),
        (["A house. How much? And so on."], "A house. How much? And so on."),
        ([LONG, " Why?"], "Why?"),
        (["Why? ", LONG], "Why?"),
        (["Is it? ", LONG, " ", ["Or not?"], " ", LONG], "Or not?"),
        (["Is it? No. ", ["How\nmuch?"], " ", LONG], "Is it? No. How much?"),
        ([LONG, " ", LONG], LONG),
        (["چرا؟ ", LONG], "چرا؟"),
    ],
)
def test_a_description_is_the_question_and_what_has_room_beside_it(parts, said):
    assert describe.described(paragraph(*parts)) == said


def test_a_sentence_that_is_too_long_is_cut_between_words():
    cut = describe.described(paragraph("word " * 60))
    assert cut.endswith("word …")
    assert len(cut) <= describe.LONGEST_DESCRIPTION


def test_a_page_without_a_paragraph_is_an_error_that_names_it():
    document = nodes.document(None, None, source="empty.md")
    with pytest.raises(ValueError, match=r"empty\.md has no paragraph"):
        describe.opening(document)


def test_the_name_of_the_site_stands_behind_a_title_that_leaves_room():
    assert describe.full_title("Page", "Site") == "Page — Site"
    assert describe.full_title("Site", "Site") == "Site"
    assert describe.full_title("Page " * 12, "Site") == "Page " * 12
