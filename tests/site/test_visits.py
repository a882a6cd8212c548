"""A visit tells what goes wrong on its page, and nothing of the page before in the same tab."""

import pytest
from site_under_test import Visit, served

FAULTS = {
    "error": ("<script>console.error('oh')</script>", ["console error: oh"], []),
    "uncaught": ("<script>throw new Error('no')</script>", ["uncaught: no"], []),
    "away": (
        "<img src='https://elsewhere.example/a.png' alt=''>",
        [
            "did not arrive: https://elsewhere.example/a.png",
            "console error: Failed to load resource: net::ERR_NAME_NOT_RESOLVED",
        ],
        ["https://elsewhere.example/a.png"],
    ),
    "missing": (
        "<script>setTimeout(() => fetch('gone.json'))</script>",
        [
            "404: {root}gone.json",
            "console error: Failed to load resource: "
            "the server responded with a status of 404 (File not found)",
        ],
        [],
    ),
    "stored": ("<script>localStorage.a = sessionStorage.a = 'kept'</script>", [], []),
    "empty": ("", [], []),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, (body, *_) in FAULTS.items():
        head = '<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">'
        (folder / f"{name}.html").write_text(f"{head}<title>{name}</title>{body}", "utf8")
    with served(folder) as address:
        yield address


def told(visit):
    with visit:
        visit.settle()
        return sorted(visit.errors), visit.asked


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_is_told_of_its_own_page_alone(browser, tabs, root, name):
    _, errors, asked = FAULTS[name]
    wanted = sorted(error.replace("{root}", root) for error in errors), asked
    assert told(Visit(browser, f"{root}{name}.html")) == wanted
    assert told(tabs.visit(f"{root}{name}.html")) == wanted
    assert told(tabs.visit(f"{root}empty.html")) == ([], [])


def test_a_visit_in_a_shared_tab_begins_with_nothing_stored_and_in_light(tabs, root):
    stored = "() => [localStorage.a, sessionStorage.a]"
    with tabs.visit(f"{root}stored.html") as visit:
        assert visit.page.evaluate(stored) == ["kept", "kept"]
        visit.page.emulate_media(color_scheme="dark")
        visit.page.set_viewport_size({"width": 500, "height": 500})
    with tabs.visit(f"{root}empty.html") as visit:
        assert visit.page.evaluate(stored) == [None, None]
        assert visit.page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
        assert visit.page.evaluate("innerWidth") == 1280
