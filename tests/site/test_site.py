"""The built book in a real browser: nobody else is asked, sliders move, everyone can read it."""

import importlib
import pkgutil
import re

import pytest
from site_under_test import HTML, Visit, files_of, pages, sampled
from stamps import reads

from coursesite import edition
from dlcourse import pictures
from dlcourse.grading.exercise.shelf import load, sources
from dlcourse.widgets import Widget

PAGES = pages()
NUMBERS = edition.current().exercises()


def test_the_site_was_built():
    assert "book/index.html" in PAGES


@pytest.mark.this_edition
@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_of_an_exercise_leads_to_the_equations_of_its_chapter(number):
    name = sources()[number].parent.name
    page = (HTML / "exercises" / name / f"{name}.html").read_text("utf8")
    assert re.search(rf'href="[./]*/book/{name}\.html#equation-', page)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_page_of_an_exercise_shows_no_label_and_hands_out_its_notebook(number):
    source = sources()[number]
    name = source.parent.name
    page = (HTML / "exercises" / name / f"{name}.html").read_text("utf8")
    assert not re.search(r"\beq\. \([a-z]", page)
    (notebook,) = set(re.findall(r'href="[./]*/(_sources/[^"]+\.ipynb)"', page))
    assert (HTML / notebook).read_bytes() == (source.parent / f"{name}.ipynb").read_bytes()


@pytest.mark.parametrize("number", NUMBERS)
def test_on_its_page_each_stub_of_an_exercise_gets_a_kind_sentence(number):
    exercise, name = load(number), sources()[number].parent.name
    page = (HTML / "exercises" / name / f"{name}.html").read_text("utf8")
    assert page.count("Nothing came back. Write the lines of the function") >= len(exercise.tasks)
    assert "Traceback" not in page


@reads(files_of)
@pytest.mark.parametrize("page", sampled(PAGES))
def test_a_file_opened_from_a_disk_asks_nobody_and_reports_no_error(tabs, page):
    with tabs.visit((HTML / page).as_uri()) as visit:
        read_to_the_end(visit)


def read_to_the_end(visit):
    """Go down to the end of the page: nobody else is asked, and nothing goes wrong."""
    visit.page.keyboard.press("End")
    visit.settle()
    assert visit.asked == []
    assert visit.errors == []


@pytest.mark.parametrize("page", PAGES)
def test_no_file_of_the_site_names_a_foreign_script_style_or_picture(page):
    """What a browser loads by itself, read from the file: also what only some would trigger."""
    text = (HTML / page).read_text("utf8")
    loads = re.findall(r"<(?:script|img|iframe|source|video|audio|link)\b[^>]*>", text)
    named = [tag for tag in loads if re.search(r"""(?:src|href|srcset)=["']?(?:https?:)?//""", tag)]
    assert [tag for tag in named if 'rel="canonical"' not in tag] == []


@pytest.mark.parametrize("page", PAGES)
def test_formulas_are_typeset(page):
    text = (HTML / page).read_text("utf8")
    formulas = len(re.findall(r'<(?:span|div) class="[^"]*\bmath\b[^"]*"', text))
    assert text.count('class="katex-html"') >= formulas
    assert "katex-error" not in text


def test_the_fonts_of_formulas_come_from_the_site(browser, http):
    """Without them KaTeX's widths would be wrong."""
    with Visit(browser, http + "book/02_gradient_descent.html") as visit:
        assert visit.page.evaluate("document.fonts.check('16px KaTeX_Main')")


def widget_pages():
    return [
        page for page in PAGES if 'class="dl-figure dl-widget"' in (HTML / page).read_text("utf8")
    ]


def all_widgets():
    for module in pkgutil.iter_modules(pictures.__path__, "dlcourse.pictures."):
        if not module.name.rpartition(".")[2].startswith("_"):
            found = vars(importlib.import_module(module.name)).values()
            yield from (value for value in found if isinstance(value, Widget))


@pytest.mark.this_edition
def test_every_widget_is_on_a_page():
    """And so the build has drawn all its frames, and found each with words of its own."""
    keys = {path.name.partition("-")[0] for path in (HTML / "_static" / "frames").glob("*.js")}
    assert sorted(w.name for w in all_widgets() if w.key not in keys) == []


def test_no_picture_says_one_steps():
    """A number stands behind its noun, "Steps made: 1", or the noun is one that any number has."""
    noun = r"(?:step|update|round|time|entrie|house|pixel|epoch|tumour|batche|mistake)s"
    said = re.compile(rf"(?i)\b(?:after|rose|at|of the|moved by|seen|and) 1 {noun}\b.{{0,30}}")
    texts = (path.read_text("utf8") for path in (HTML / "_static" / "frames").glob("*.js"))
    assert sorted({found for text in texts for found in said.findall(text)}) == []


@reads(files_of)
@pytest.mark.parametrize("page", sampled(widget_pages()))
def test_every_control_has_a_name_and_changes_the_picture_and_its_words(tabs, http, page):
    with tabs.visit(http + page) as visit:
        for widget in visit.page.locator(".dl-widget").all():
            stage = widget.locator(".dl-stage")
            assert len(stage.get_attribute("aria-label").split()) > 3
            for slider in widget.locator("input[type=range]").all():
                assert slider.evaluate("s => s.labels[0].textContent.trim()")
                before = stage.inner_html(), stage.get_attribute("aria-label")
                said = slider.get_attribute("aria-valuetext")
                slider.focus()
                at_end = slider.input_value() == slider.get_attribute("max")
                visit.page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
                visit.until(
                    "([s, old]) => s.innerHTML !== old", arg=[stage.element_handle(), before[0]]
                )
                assert stage.get_attribute("aria-label") != before[1]
                assert slider.get_attribute("aria-valuetext") != said
            for choice in widget.locator("fieldset").all():
                before = stage.inner_html()
                choice.locator("input:not(:checked)").first.check()
                visit.until(
                    "([s, old]) => s.innerHTML !== old", arg=[stage.element_handle(), before]
                )
            for button in widget.locator(".dl-controls button").all():
                widget.locator("input[type=range]").first.fill("0")
                before = stage.inner_html()
                button.click()
                visit.until(
                    "([s, old]) => s.innerHTML !== old", arg=[stage.element_handle(), before]
                )
        assert visit.errors == []


# Elements that a reader of the screen sees only in part: code that ends behind the right edge, and
# formulas that begin behind the left one.
CUT = """() => [
    ...[...document.querySelectorAll("article pre")].filter(e => e.scrollWidth > e.clientWidth),
    ...[...document.querySelectorAll("div.math")].filter(e => {
        const inside = e.querySelector(".katex").getBoundingClientRect();
        return inside.left < e.getBoundingClientRect().left - 1;
    }),
].map(e => e.textContent.trim().slice(0, 80))"""


@reads(files_of)
@pytest.mark.parametrize("page", sampled(PAGES))
def test_a_phone_asks_nobody_scrolls_down_alone_and_moves_a_slider(tabs, http, page):
    with tabs.visit(http + page, width=390) as visit:
        read_to_the_end(visit)
        visit.lay_out_all()
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert visit.page.evaluate(CUT) == []
        if page in widget_pages():
            tap(visit.page, visit.page.locator(".dl-widget input[type=range]").first)
        # Nor with letters as far apart as a reader may set them (WCAG 2.2, 1.4.12), and so with
        # the wider font that stands in where ours comes too late.
        visit.page.add_style_tag(content="* { letter-spacing: 0.12em !important }")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390


def tap(tab, slider):
    """Touch the slider at the end where it does not stand."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    before = slider.input_value()
    side = 0.05 if int(before) > int(slider.get_attribute("max")) / 2 else 0.95
    tab.touchscreen.tap(box["x"] + side * box["width"], box["y"] + box["height"] / 2)
    assert slider.input_value() != before


@reads(files_of)
@pytest.mark.parametrize("page", ["book/reference/plots.html", "book/index.html"])
def test_a_phone_shows_the_whole_name_of_the_pages_beside(tabs, http, page):
    with tabs.visit(http + page, width=390) as visit:
        links = visit.page.locator(".prev-next-area a")
        assert links.count() > 0
        wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
        assert links.evaluate_all(wide) == []


@reads(files_of)
@pytest.mark.parametrize("page", ["book/index.html", "book/notation.html"])
def test_a_page_in_dark_mode_is_printed_in_the_light_colours(browser, http, page):
    with Visit(browser, http + page, mode="dark") as visit:
        visit.page.evaluate(
            "addEventListener('beforeprint', () => {"
            " window.printed = getComputedStyle(document.body).backgroundColor; })"
        )
        before = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        visit.page.pdf()
        assert visit.page.evaluate("window.printed") == "rgb(255, 255, 255)" != before
        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == before
