"""Pages arrive quickly: little to load, text first. What the theme's scripts did still works."""

from pathlib import Path

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from site_under_test import HTML, Visit, files_of, pages, sampled
from stamps import reads

from coursesite.page import lean, sheet

PAGES = pages()
CHAPTER = "book/02_gradient_descent.html"
EXERCISE = "exercises/09_backpropagation/09_backpropagation.html"


@pytest.mark.parametrize("page", sampled(PAGES))
def test_scripts_wait_for_the_text_and_are_where_they_are_used(page):
    soup = BeautifulSoup((HTML / page).read_text("utf8"), "html.parser")
    scripts = {lean.name(s["src"]): s for s in soup.find_all("script", src=True)}
    assert [name for name, script in scripts.items() if "defer" not in script.attrs] == []
    assert not {"fontawesome.js", "bootstrap.js"} & scripts.keys()
    assert ("searchindex.js" in scripts) == (page == "search.html")
    assert ("course.js" in scripts) == bool(soup.find(class_="dl-widget"))
    styles = [lean.name(s["href"]) for s in soup.find_all("link", rel="stylesheet")]
    assert styles == ["site.css", *(["run.css"] if soup.find(class_="dl-run") else [])]


@reads("_build/html")
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_has_its_colours_before_any_script_file_arrives(browser, http, mode):
    context = browser.new_context(color_scheme=mode)
    context.route("**/*.js*", lambda route: route.abort())
    tab = context.new_page()
    tab.goto(http + CHAPTER)
    assert tab.locator("article h1").is_visible()
    assert tab.evaluate("document.documentElement.dataset.theme") == mode
    context.close()


@reads("_build/html")
def test_text_is_there_without_scripts(browser, http):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(http + CHAPTER)
    assert tab.locator("article h1").is_visible()
    assert tab.locator("article .dl-stage svg").first.is_visible()
    context.close()


@reads(files_of)
@pytest.mark.parametrize("page", [CHAPTER, EXERCISE, "search.html"])
def test_every_icon_is_drawn_from_the_small_font(browser, http, page):
    with Visit(browser, http + page) as visit:
        visit.page.evaluate("document.fonts.load(\"900 16px 'Font Awesome 6 Free'\")")
        icons = visit.page.evaluate("""() => [...document.querySelectorAll("i, span.fa-solid")].map(
            icon => [icon.className, getComputedStyle(icon, "::before").content])""")
        assert icons
        drawn = {ord(content.strip('"')) for _, content in icons if content != "none"}
        assert [name for name, content in icons if content == "none"] == []
        with TTFont(HTML / "_static" / sheet.ICONS) as font:
            assert drawn <= set(font.getBestCmap())


def test_an_icon_that_the_font_lacks_ends_the_build(tmp_path):
    folder = tmp_path / "vendor" / "fontawesome" / "webfonts"
    folder.mkdir(parents=True)
    theme = Path(pydata_sphinx_theme.__file__).parent
    (fonts,) = theme.rglob("fa-solid-900.ttf")
    (folder / fonts.name).write_bytes(fonts.read_bytes())
    with pytest.raises(SystemExit, match=r"solid icons only, and a page names others: f09b\."):
        sheet.with_icons('.fa-github:before{content:"\\f09b"}', tmp_path)


def test_a_sheet_keeps_what_is_named_and_drops_the_rest(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "base.css").write_text('.a{color:red}.b{background:url("x/y.png")}')
    (tmp_path / "styles" / "theme.css").write_text(
        '@import "../base.css";.a:is(.c,.gone){margin:0}.gone{top:0}.d[open]{left:0}'
        "@font-face{font-family:Idle;src:url(../f.woff2)}.c{background:url(img/z.svg)}"
    )
    css = sheet.one_sheet(tmp_path, ["styles/theme.css"], ["a", "b", "c", "d", "open"])
    css = sheet.without_idle_fonts(css)
    for kept in (".a{color:red}", "url(x/y.png)", "url(styles/img/z.svg)", ".d[open]"):
        assert kept in css
    assert "gone{" not in css
    assert "Idle" not in css


def test_the_names_used_are_elements_attributes_and_words_of_values():
    names = sheet.names_used(['<p class="a b-c" data-x="y"><svg d="M0"></svg>text</p>'])
    assert set(names) == {"p", "svg", "class", "a", "b-c", "data-x", "y", "d"}


@reads("_build/html")
def test_the_menu_of_downloads_opens_and_closes_by_keyboard(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        menu, link = visit.page.locator("details.dropdown"), visit.page.get_by_text(".ipynb").first
        menu.locator("summary").focus()
        visit.page.keyboard.press("Enter")
        assert link.is_visible()
        visit.page.keyboard.press("Escape")
        assert not menu.evaluate("m => m.open")
        menu.locator("summary").press("Enter")
        visit.page.locator("article h1").click()
        assert not menu.evaluate("m => m.open")


SCROLLED = """new Promise(done => { // until it stands still: a wheel's way takes some frames
  let last = 0, still = 0;
  const look = () => {
    still = scrollY > 1000 && scrollY === last ? still + 1 : 0;
    last = scrollY;
    return still > 20 ? done() : requestAnimationFrame(look);
  };
  look();
})"""


@reads("_build/html")
def test_the_way_back_to_the_top(browser, http):
    with Visit(browser, http + CHAPTER, width=800) as visit:
        button = visit.page.locator("#pst-back-to-top")
        visit.page.mouse.wheel(0, 5000)
        visit.page.evaluate(SCROLLED)
        assert not button.is_visible()
        for _turn in range(8):  # a section laid out on the way up may push the text down once
            visit.page.mouse.wheel(0, -300)
            visit.page.evaluate(SCROLLED)
            if button.is_visible():
                break
        button.click()
        assert visit.page.evaluate("scrollY") == 0


@reads("_build/html")
def test_search_opens_by_keyboard_and_finds(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        visit.page.keyboard.press("Control+k")
        assert visit.page.locator("#pst-search-dialog").is_visible()
        visit.page.keyboard.press("Escape")
        assert not visit.page.locator("#pst-search-dialog").is_visible()
        visit.page.keyboard.press("Control+k")
        visit.page.keyboard.type("normal equation")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_selector("#search-results li a")
        assert visit.errors == []


@reads("_build/html")
def test_the_sidebar_of_a_phone_opens_and_closes(browser, http):
    with Visit(browser, http + CHAPTER, width=390) as visit:
        dialog = visit.page.locator("#pst-primary-sidebar-modal")
        visit.page.locator("button.primary-toggle").press("Enter")
        assert dialog.get_by_text("1. The linear neuron").is_visible()
        visit.page.keyboard.press("Escape")
        assert not dialog.is_visible()


@reads("_build/html")
def test_the_colours_are_switched_and_kept(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        switch = visit.page.locator("button.theme-switch-button:visible")
        shown = [switch.press("Enter") or visit.page.evaluate(THEME) for _ in range(3)]
        assert set(shown) == {"light", "dark"}
        while visit.page.evaluate(THEME) != "dark":
            switch.press("Enter")
        visit.page.reload()
        assert visit.page.evaluate(THEME) == "dark"


THEME = "document.documentElement.dataset.theme"


@reads("_build/html")
def test_code_is_copied(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
        block = visit.page.locator(
            "div.highlight:visible", has=visit.page.locator("button.copybtn")
        ).first
        block.hover()
        block.locator("button.copybtn").click()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        assert copied.strip() == block.locator("pre").inner_text().strip()


@reads("_build/html")
def test_play_takes_one_step_for_readers_who_ask_for_less_motion(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        widget = visit.page.locator(".dl-widget", has=visit.page.locator(".dl-play")).first
        slider, button = widget.locator("input[type=range]").first, widget.locator(".dl-play").first
        played = button.get_attribute("data-plays")
        slider = visit.page.locator(f"#{played}")
        slider.fill("0")
        button.click()
        visit.page.wait_for_timeout(1000)
        assert slider.input_value() == "1"
        assert button.inner_text() == button.get_attribute("data-play")
        assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == (
            "auto"
        )


@reads("_build/html")
def test_one_step_is_one_step_and_stops_what_plays(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        widget = visit.page.locator(".dl-widget", has=visit.page.locator(".dl-play")).first
        step, play = widget.locator(".dl-step"), widget.locator(".dl-play")
        slider = visit.page.locator(f"#{step.get_attribute('data-plays')}")
        last = int(slider.get_attribute("max"))
        slider.fill("0")
        for at in (*range(1, last + 1), 0):  # from the end to the beginning
            step.click()
            assert slider.input_value() == str(at)
        visit.page.emulate_media(reduced_motion="no-preference")
        play.click()
        assert play.inner_text() == play.get_attribute("data-pause")
        step.click()
        assert play.inner_text() == play.get_attribute("data-play")
        at = slider.input_value()
        visit.page.wait_for_timeout(2 * int(play.get_attribute("data-pace")))
        assert slider.input_value() == at


# What the keyboard is to reach gets a mark, which is taken away on the way.
MARK_WANTED = """() => {
  const wanted = "main a[href], main button, main summary, main input:not([type=radio])";
  const shown = { visibilityProperty: true };
  for (const e of document.querySelectorAll(wanted))
    if (e.checkVisibility(shown)) e.dataset.wanted = "";
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  delete e.dataset.wanted;
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
  return {
    name: e.outerHTML.slice(0, 160),
    seen: ring || s.boxShadow !== "none" || s.borderStyle !== "none",
    size: box.width * box.height,
  };
}"""


@reads(files_of)
@pytest.mark.parametrize("page", [CHAPTER, EXERCISE])
def test_the_keyboard_alone_reaches_everything_and_its_place_is_seen(browser, http, page):
    """Tab leads through the page once, round to the start, and back: there is no trap."""
    with Visit(browser, http + page) as visit:
        visit.page.evaluate(MARK_WANTED)
        hidden, first = [], None
        for _ in range(2000):
            visit.page.keyboard.press("Tab")
            at = visit.page.evaluate(FOCUSED)
            if at is None or at["name"] == first:
                break
            first = first or at["name"]
            if not (at["seen"] and at["size"]):
                hidden.append(at["name"])
        else:
            pytest.fail("Tab never came round.")
        assert first.startswith('<a href="#main-content"')
        assert hidden == []
        missed = visit.page.locator("[data-wanted]").evaluate_all(
            "all => all.map(e => e.outerHTML.slice(0, 160))"
        )
        assert missed == []
