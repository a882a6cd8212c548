"""The site in Firefox, whose engine is another: every kind of page, sliders, search and places."""

import pytest
from firefox import firefox, require_firefox
from long import but, long
from site_under_test import HTML, KINDS

CHAPTER = "book/11_training.html"
OPENED_KINDS = KINDS | {"another chapter": CHAPTER}
OPENED = [(scheme, kind) for scheme in ("http", "file") for kind in OPENED_KINDS]
OPENED.remove(("file", "not found"))  # a folder has no page for wrong addresses
FEW = [("http", kind) for kind in KINDS]
MOVING = ["landing", "chapter", "another chapter"]
RIGHT, LEFT, END = "\ue014", "\ue012", "\ue010"
TOP = "document.querySelector({!r}).getBoundingClientRect().top"


@pytest.fixture(scope="module")
def fox(tmp_path_factory):
    require_firefox()
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        running.size(1280)
        yield running


# Whether formulas are whole is asked of the whole page: see ARRIVING.
INCOMPLETE = """[
  ...[...document.querySelectorAll("msub, msup, mfrac, mroot, munder, mover")]
    .filter(part => part.children.length !== 2),
  ...[...document.querySelectorAll("msubsup, munderover")]
    .filter(part => part.children.length !== 3),
].length"""


@pytest.mark.parametrize(("scheme", "kind"), but(FEW, OPENED, "firefox"))
def test_every_kind_of_page_opens_without_an_error(fox, http, scheme, kind):
    root = http if scheme == "http" else HTML.as_uri() + "/"
    fox.open(root + OPENED_KINDS[kind])
    fox.run("new Promise(done => setTimeout(done, 300))")
    assert fox.run("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert fox.faults(root) == ([], [])
    assert fox.run(INCOMPLETE) == 0


def test_a_formula_that_lacks_a_part_would_be_found(fox, http):
    fox.open(http + OPENED_KINDS["chapter"])
    assert fox.run("document.querySelectorAll('msub, mfrac').length") > 10
    fox.run("document.querySelector('msub').lastElementChild.remove()")
    assert fox.run(INCOMPLETE) == 1


@pytest.mark.parametrize("scheme", but(["http"], ["http", "file"], "firefox"))
@pytest.mark.parametrize("kind", but(["chapter"], MOVING, "firefox"))
def test_every_slider_moves_its_picture(fox, http, scheme, kind):
    root = http if scheme == "http" else HTML.as_uri() + "/"
    fox.open(root + OPENED_KINDS[kind])
    sliders = fox.run(
        "[...document.querySelectorAll('.dl-widget input[type=range]')].map(s => s.id)"
    )
    assert sliders
    for name in sliders:
        slider = f"document.getElementById({name!r})"
        stage = f"{slider}.closest('.dl-widget').querySelector('.dl-stage')"
        fox.run(f"{slider}.focus()")
        before = fox.run(f"[{stage}.ariaLabel, {stage}.innerHTML]")
        fox.press(LEFT if fox.run(f"{slider}.value === {slider}.max") else RIGHT)
        fox.until(f"{stage}.ariaLabel !== {before[0]!r}".replace("\\\\", "\\"))
        assert fox.run(f"{stage}.innerHTML") != before[1]
    assert fox.faults(root) == ([], [])


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_search_opens_by_keyboard_and_finds(fox, http, scheme):
    root = http if scheme == "http" else HTML.as_uri() + "/"
    fox.open(root + KINDS["chapter"])
    fox.run("document.querySelector('.search-button-field').click()")
    fox.press(*"gradient", "\ue007")
    fox.until("document.querySelector('#search-results li a') !== null")
    assert fox.faults(root) == ([], [])


@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_leads_to_its_place_and_stays_there(fox, http, width):
    fox.size(width)
    for place in ("#equation-glorot", "#stop-early", "#equation-glorot"):
        fox.open(http + CHAPTER + place)
        fox.until(f"Math.abs({TOP.format(place)} - 125) <= 125")
        fox.run("new Promise(done => setTimeout(done, 300))")
        assert 0 <= fox.run(TOP.format(place)) < 250
    fox.size(1280)


@long("firefox")
def test_the_way_back_up_does_not_jump(fox, http):
    """Firefox keeps in view what is there (overflow-anchor), so far sections are laid out late."""
    fox.open(f"{http}{CHAPTER}#equation-glorot")
    assert fox.run("CSS.supports('overflow-anchor', 'auto')")
    late = (
        "getComputedStyle(document.querySelector('article > section > section')).contentVisibility"
    )
    assert fox.run(late) == "auto"
    fox.run("new Promise(done => setTimeout(done, 500))")
    for _ in range(20):
        fox.run("(window.seen = document.elementFromPoint(innerWidth / 2, 300)) && true")
        before = fox.run("seen.getBoundingClientRect().top")
        fox.wheel(640, 300, -400)
        fox.until(f"seen.getBoundingClientRect().top !== {before}")
        fox.run("new Promise(done => setTimeout(done, 300))")
        moved = fox.run("seen.getBoundingClientRect().top") - before
        assert moved == pytest.approx(400, abs=40)


def test_a_page_opened_again_stands_where_it_stood(fox, http):
    fox.open(http + CHAPTER)
    fox.run("document.querySelectorAll('article h2')[6].scrollIntoView()")
    fox.run("new Promise(done => setTimeout(done, 500))")
    heading = "document.querySelectorAll('article h2')[6].getBoundingClientRect().top"
    before = fox.run(heading)
    fox.say("browsingContext.reload", context=fox.tab, wait="complete")
    fox.until(f"Math.abs({heading} - {before}) < 60")


def test_the_contents_mark_the_section_that_is_read(fox, http):
    fox.size(1400)
    fox.open(http + CHAPTER)
    fox.press(END)
    marked = "document.querySelector('#pst-page-toc-nav [aria-current]')?.hash"
    last = "[...document.querySelectorAll('#pst-page-toc-nav a')].pop().hash"
    fox.until(f"{marked} === {last}")
    fox.size(1280)


@long("firefox")
@pytest.mark.parametrize(
    "refusal", [{"network.cookie.cookieBehavior": 2}, {"dom.storage.enabled": False}]
)
def test_where_nothing_may_be_kept_the_page_works(tmp_path, http, refusal):
    """As a reader's settings refuse it, not as a test imitates that."""
    require_firefox()
    with firefox(tmp_path, **refusal) as fox:
        fox.size(1280)
        fox.open(http + KINDS["chapter"])
        fox.run("document.querySelector('button.theme-switch-button').click()")
        fox.run("document.querySelector('.search-button-field').click()")
        fox.press(*"gradient", "\ue007")
        fox.until("document.querySelector('#search-results li a') !== null")
        assert fox.faults(http) == ([], [])
