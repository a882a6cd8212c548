"""What a page names where an address is known, and does not where none is: both are built here.

Sitemap, canonical links, cards, links to run a notebook elsewhere, the page for wrong addresses.
"""

import json
import re
import shutil
from xml.etree import ElementTree

import pytest
from long import long
from page_heads import DOCUMENTS, meta, text, titles
from PIL import Image
from site_under_test import HTML, ROOT, Visit, served
from small_book import RELEASE, build, git
from stamps import reads

from coursesite.around import cards, head, published

pytestmark = [reads("book/_site", "_build/html"), long("builds")]
BASE = "https://course.example/deep/"


@pytest.fixture(scope="session")
def private(tmp_path_factory):
    return build(tmp_path_factory.mktemp("private"))


@pytest.fixture(scope="session")
def public(tmp_path_factory):
    return build(
        tmp_path_factory.mktemp("public"),
        DLCOURSE_URL=BASE.rstrip("/"),
        DLCOURSE_REPOSITORY="https://github.com/owner/name/",
    )


@pytest.fixture(scope="session")
def addressed(public):
    """Every book at hand that knows its address: the small one, and this one if it does."""
    found = [(public, BASE, {"book/index", "book/03_logistic_regression", "words"})]
    if (HTML / "sitemap.xml").exists():
        (line,) = re.findall(r"Sitemap: (.*)sitemap\.xml", text("robots.txt"))
        found.append((HTML, line, set(DOCUMENTS)))
    return found


def canonical(page):
    return re.findall(r'<link rel="canonical" href="([^"]*)"', page)


def test_without_an_address_nothing_names_one(private):
    assert not (private / "sitemap.xml").exists()
    assert text("robots.txt", private) == "User-agent: *\nDisallow:\n"
    assert not (private / "_static" / "cards").exists()
    for name in ("book/index.html", "words.html", "search.html", "404.html", "index.html"):
        page = text(name, private)
        assert canonical(page) + meta(page, "og:url") + meta(page, "og:image") == []
        assert "colab" not in page
    assert 'href="../_sources/book/03_logistic_regression.ipynb" download="">' in text(
        "book/03_logistic_regression.html", private
    )
    assert 'href="_sources/words.md">Source of this page<' in text("words.html", private)


def test_with_an_address_every_page_names_its_own(addressed):
    for folder, base, documents in addressed:
        for name in [*documents, "search", "genindex"]:
            page = text(f"{name}.html", folder)
            assert canonical(page) == meta(page, "og:url") == [f"{base}{name}.html"]
        page = text("404.html", folder)
        assert canonical(page) + meta(page, "og:url") + meta(page, "og:image") == []
        assert canonical(text("index.html", folder)) == [f"{base}book/index.html"]


def test_the_sitemap_lists_exactly_the_pages(addressed):
    for folder, base, documents in addressed:
        tree = ElementTree.parse(folder / "sitemap.xml")
        name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
        found = [place.text for place in tree.iter(f"{name}loc")]
        assert sorted(found) == sorted(f"{base}{document}.html" for document in documents)
        assert text("robots.txt", folder).endswith(f"\nSitemap: {base}sitemap.xml\n")


def test_the_sitemap_has_the_days_of_the_last_commits(public):
    days = re.findall(r"/(\w+)\.html</loc><lastmod>([\d-]+)<", text("sitemap.xml", public))
    assert dict(days) == {
        "index": "2026-01-02",
        "03_logistic_regression": "2026-01-02",
        "words": "2026-03-04",
    }


def test_without_the_whole_history_no_day_is_made_up(public, tmp_path):
    origin = public.parents[1]
    assert len(published.last_changes(origin)) > 3
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", origin.as_uri(), str(clone))
    assert published.last_changes(clone) == {}
    assert published.last_changes(tmp_path) == {}


def test_the_card_that_a_page_names_exists_and_has_the_size_it_says(addressed):
    for folder, base, documents in addressed:
        named = {}
        for name in [*documents, "search", "genindex"]:
            page = text(f"{name}.html", folder)
            (url,), (alt,) = meta(page, "og:image"), meta(page, "og:image:alt")
            card = folder / url.removeprefix(base)
            size = tuple(int(meta(page, f"og:image:{side}")[0]) for side in ("width", "height"))
            with Image.open(card) as picture:
                assert picture.size == size == (1200, 630)
            assert card.stat().st_size < 80_000
            assert len(alt.split()) > 4
            assert meta(page, "twitter:card") == ["summary_large_image"]
            named[name] = card.read_bytes()
        assert len({named[name] for name in documents}) == len(documents)
        kept = {path.name for path in (folder / "_static" / "cards").iterdir()}
        assert kept == {cards.file_name(name) for name in named}


def test_a_name_with_marks_in_it_reaches_the_head_and_the_data_whole(public):
    page = text("book/03_logistic_regression.html", public)
    assert titles(page)[0] == "A “chapter” — A small book"
    assert meta(page, "description") == ["Is it <b>? Why is a < b here? It is."]
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert data["description"] == "Is it <b>? Why is a < b here? It is."
    assert data["url"] == f"{BASE}book/03_logistic_regression.html"


def test_with_a_repository_a_notebook_can_be_run_elsewhere_by_plain_links(public):
    line = re.search(
        r'<p class="dl-about.*?</p>', text("book/03_logistic_regression.html", public), re.S
    )
    path = "book/03_logistic_regression.ipynb"
    assert re.findall(r'href="(https[^"]*)"', line[0]) == [
        f"https://github.com/owner/name/blob/main/{path}",
        f"https://colab.research.google.com/github/owner/name/blob/{RELEASE}/{path}",
        f"https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/{path}",
    ]
    line = re.search(r'<p class="dl-about.*?</p>', text("words.html", public), re.S)[0]
    assert re.findall(r'href="([^"]*)"', line) == [
        "https://github.com/owner/name/blob/main/words.md"
    ]


def released(page):
    """The addresses of releases to which a page leads."""
    return re.findall(r'href="([^"]*/releases)"', page)


def test_the_first_page_leads_to_the_releases_of_the_repository_and_to_none_without(
    public, private
):
    assert released(text("book/index.html", public)) == ["https://github.com/owner/name/releases"]
    assert released(text("words.html", public)) == []
    assert released(text("book/index.html", private)) == []
    assert "dl-releases" not in text("book/index.html", private)


@pytest.mark.this_edition
@pytest.mark.parametrize("page", ["index.ipynb", "for_teachers.md"])
def test_the_pages_that_speak_of_a_release_have_a_place_for_the_link(page):
    (source,) = (ROOT / "book").glob(page)
    text = source.read_text("utf8")
    assert re.search(r"release\s+of\s+the\s+course", text)
    assert head.RELEASES in text.replace('\\"', '"')


def test_before_a_version_is_released_there_is_no_tag_to_lead_to(public, tmp_path):
    assert published.release(public.parents[1]) == RELEASE
    assert published.release(tmp_path) == ""
    git(tmp_path, "init", "--quiet")
    published.release.cache_clear()
    assert published.release(tmp_path) == ""


@pytest.mark.parametrize("depth", ["nowhere.html", "a/b/c/nowhere.html"])
def test_the_page_for_wrong_addresses_works_at_any_depth(browser, public, tmp_path, depth):
    """As on GitHub Pages: the book below a folder, and 404.html for what is not there."""
    site = tmp_path / "deep"
    shutil.copytree(public, site)
    (site / depth).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(site / "404.html", site / depth)
    with served(tmp_path) as root, Visit(browser, f"{root}deep/{depth}") as visit:
        assert visit.page.locator("article h1").inner_text() == "This page is not here"
        visit.settle()
        assert (visit.asked, visit.errors) == ([], [])
        skip = visit.page.locator("#pst-skip-link a").get_attribute("href")
        assert skip == "#main-content"
        visit.page.locator("article a", has_text="Search").click()
        assert visit.page.url == f"{root}deep/search.html"
        visit.page.go_back()
        visit.page.locator("article a", has_text="contents").click()
        assert visit.page.url == f"{root}deep/book/index.html"


def test_the_front_door_says_what_the_first_page_says(browser, http):
    first, door = text("book/index.html"), text("index.html")
    assert titles(door) == titles(first.split("</head>")[0])
    assert meta(door, "description") == meta(first, "description")
    with Visit(browser, http) as visit:
        visit.page.wait_for_url("**/book/index.html")
        assert (visit.asked, visit.errors) == ([], [])
