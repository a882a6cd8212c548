"""A chapter opens at once, since what is far is laid out later; and the reader never notices."""

import pytest
from site_under_test import Visit, files_of, pages, sampled
from stamps import reads

CHAPTERS = [page for page in pages() if page.startswith("book/") and page[5].isdigit()]
CHAPTER = "book/11_training.html"
# Sections whose contents the browser has left alone so far.
LEFT = """() => [...document.querySelectorAll("article > section > section")]
    .filter(section => !section.lastElementChild.checkVisibility({ contentVisibilityAuto: true }))
    .length"""
HEIGHTS = """() => [...document.querySelectorAll("article > section > section")]
    .map(section => section.getBoundingClientRect().height)"""
TOP = "element => element.getBoundingClientRect().top"
STILL = """() => new Promise(done => {
    let last, same = 0;
    const look = () => {
        same = scrollY === last ? same + 1 : 0;
        last = scrollY;
        same > 5 ? done(true) : requestAnimationFrame(look);
    };
    look();
})"""


@reads(files_of)
@pytest.mark.parametrize("page", sampled(CHAPTERS))
def test_what_is_far_waits_at_about_the_height_it_will_have(tabs, http, page):
    with tabs.visit(http + page) as visit:
        assert visit.page.evaluate(LEFT) >= 5
        assert visit.page.locator("pre[tabindex]").count() == 0  # the theme measured nothing
        guessed = {width: heights(visit, width) for width in (1280, 390)}
        visit.lay_out_all()
        for width, guesses in guessed.items():
            real = heights(visit, width)
            assert 0.7 < sum(guesses) / sum(real) < 1.4  # fonts differ from machine to machine
            assert all(1 / 3 < guess / r < 3 for guess, r in zip(guesses, real, strict=True))
        assert visit.page.evaluate(LEFT) == 0


def heights(visit, width):
    """How tall the sections are where the page is so wide."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    return visit.page.evaluate(HEIGHTS)


@reads("_build/html")
@pytest.mark.parametrize("width", [390, 1280])
def test_a_link_leads_to_its_place_and_the_way_back_up_does_not_jump(browser, http, width):
    with Visit(browser, f"{http}{CHAPTER}#equation-glorot", width=width) as visit:
        for place in ("#equation-glorot", "#stop-early", "#equation-glorot"):
            visit.page.goto(http + CHAPTER + place)
            visit.page.evaluate(STILL)
            assert 0 <= visit.page.locator(place).evaluate(TOP) < 250
        visit.page.mouse.move(width / 2, 200)  # beside the sidebar, which scrolls by itself
        for _ in range(20):
            seen = visit.page.evaluate_handle("document.elementFromPoint(innerWidth / 2, 200)")
            before = seen.evaluate(TOP)
            visit.page.mouse.wheel(0, -500)
            visit.until(f"([element, y]) => ({TOP})(element) !== y", arg=[seen, before])
            visit.page.evaluate(STILL)
            assert seen.evaluate(TOP) - before == pytest.approx(500, abs=20)


@reads("_build/html")
def test_a_page_opened_again_stands_where_it_stood(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        # Without the text's font, which may come too late for one of the two times.
        visit.page.route("**/source-sans-3/*", lambda route: route.abort())
        visit.page.reload()
        heading = visit.page.locator("article h2").nth(6)
        heading.scroll_into_view_if_needed()
        visit.page.evaluate(STILL)
        before = heading.evaluate(TOP)
        visit.page.reload()
        visit.page.evaluate(STILL)
        assert heading.evaluate(TOP) == pytest.approx(before, abs=60)


@reads("_build/html")
def test_paper_gets_the_whole_page_laid_out(browser, http):
    with Visit(browser, http + CHAPTER) as visit:
        assert visit.page.evaluate(LEFT) > 0
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(LEFT) == 0
