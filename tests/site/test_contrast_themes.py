"""With the system's own colours (contrast themes of Windows) the place of the keyboard is seen."""

import io

import pytest
from long import but
from PIL import Image, ImageChops
from site_under_test import KINDS, Visit

# Shadows are not drawn in this mode: an outline is, or what the browser draws by itself.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const again = "seen" in at.dataset;
  at.dataset.seen = "";
  return { again, name: at.outerHTML.slice(0, 120),
           ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
}"""


@pytest.mark.parametrize("kind", but(["landing", "chapter", "exercise"], KINDS, "pages"))
def test_every_stop_of_the_keyboard_has_a_ring(browser, http, kind):
    with Visit(browser, http + KINDS[kind]) as visit:
        visit.page.emulate_media(forced_colors="active")
        without, stops = [], 0
        while stops < 3000:
            visit.page.keyboard.press("Tab")
            at = visit.page.evaluate(FOCUSED)
            if at is None or at["again"]:
                break
            stops += 1
            if not at["ring"]:
                without.append(at["name"])
        assert 10 < stops < 3000
        assert without == []


@pytest.mark.parametrize("place", [".bd-links a >> nth=3", "#pst-page-toc-nav a >> nth=3"])
def test_the_ring_around_a_link_of_a_sidebar_is_drawn(browser, http, place):
    """What is computed may still be cut off: here the pixels say it."""
    with Visit(browser, http + KINDS["chapter"]) as visit:
        visit.page.emulate_media(forced_colors="active")
        visit.page.keyboard.press("Tab")  # from here on the browser shows where the keyboard is
        link = visit.page.locator(place)
        box = link.bounding_box()
        around = {"x": box["x"] - 6, "y": box["y"] - 6}
        around |= {"width": box["width"] + 12, "height": box["height"] + 12}
        before = visit.page.screenshot(clip=around)
        link.focus()
        after = visit.page.screenshot(clip=around)
    ring = 2 * (box["width"] + box["height"])  # of a pixel, at least
    assert changed(before, after) > ring


def changed(before, after):
    """How many pixels differ between two pictures."""
    one, other = (Image.open(io.BytesIO(shot)).convert("L") for shot in (before, after))
    return sum(ImageChops.difference(one, other).histogram()[32:])
