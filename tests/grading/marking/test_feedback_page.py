"""A student's page: what fails first, what passes folded, and nothing that runs or asks."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from sandboxed import DOUBLE, TINY

from dlcourse.grading.exercise.kit import agrees, task
from dlcourse.grading.marking import pages
from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, NOTHING, Mark, Result
from dlcourse.grading.marking.shell import STYLE

RUN = {"sandbox": "bubblewrap"}
EVIL = "<script>alert(1)</script>&'\""
LONG = "[" + ", ".join(["0.123456"] * 60) + "]" + "x" * 300


def triple(x):
    """Return 3x."""
    return 3 * x


TRIPLE = task(triple, "Thrice.", public=[agrees("one", triple, (1.0,), "It is thrice as much.")])
BOTH = replace(TINY, tasks=(DOUBLE, TRIPLE))
RIGHT = Mark("triple", "one", False, 1, 1, True)
MARKS = (
    Mark("double", "it can be called", False, 0, 0, True),
    Mark("double", "three", False, 0, 1, False, "wrong", "a hint", given=f"x = {LONG}", got=LONG),
    Mark("double", "a table", True, 0, 2, False, "wrong too"),
    RIGHT,
)


def result(marks=MARKS, **changes):
    plain = Result("ana", "ana.py", "0" * 64, 1, 4, GRADED, "", marks)
    return replace(plain, **changes)


def soup(exercise=BOTH, told=None, run=RUN):
    return BeautifulSoup(pages.page(exercise, told or result(), run), "html.parser")


def next_step(told, exercise=BOTH):
    return soup(exercise, told).select_one(".next").text


def test_it_begins_with_the_points_the_functions_and_what_to_do_next():
    assert [d.text for d in soup()("dl")[0].children] == ["Graded for", "ana"]
    head = [p.text for p in soup()("p")[:3]]
    assert head == [
        "1 of 4 points",
        "1 of 2 functions pass in full.",
        'Next, mend 99.1 double: in your notebook, check("99.1", double) asks its public checks '
        "again at once.",
    ]


def test_what_fails_comes_first_and_what_passes_is_folded():
    page = soup()
    assert [h.text for h in page("h2")] == [
        "✗ Failed 99.1 double: 0 of 3 points",
        "What passes in full",
    ]
    assert [s.text for s in page("summary")] == [
        "✓ Passed: 1 of 3 checks",
        "✓ Passed 99.2 triple: 1 of 1 points",
    ]
    open_items = [li for li in page.select(".checks > li") if not li.find_parent("details")]
    assert [li["class"] for li in open_items] == [["failed"], ["failed"]]
    assert page.text.index("Failed") < page.text.index("Passed")


def test_a_function_that_fails_later_stands_before_one_that_passes():
    marks = (
        *(replace(m, passed=True, points=m.of) for m in MARKS[:3]),
        replace(RIGHT, passed=False),
    )
    headings = [e.text for e in soup(told=result(marks)).select("h2, summary")]
    assert headings[0].startswith("✗ Failed 99.2 triple")
    assert headings[2].startswith("✓ Passed 99.1 double")


def test_passed_failed_and_not_graded_differ_in_sign_in_word_and_in_colour():
    seen = [("".join(pair), kind) for kind, pair in pages.VERDICTS.items()]
    assert len({sign for sign, _ in pages.VERDICTS.values()}) == len(seen) == 3
    for kind in pages.VERDICTS:
        assert f".{kind} {{ color: var(--{kind}) }}" in STYLE
    bad = soup().select_one("h2 .failed")
    assert bad.text == "✗ Failed"
    assert bad.span["aria-hidden"] == "true"


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_can_be_read_on_every_ground_in_light_and_dark():
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w{6})", part)) for part in STYLE.split("@media screen", 1)
    )
    assert light.keys() == dark.keys() == {"back", "box", "text", "soft", *pages.VERDICTS}
    for colours in (light, dark):
        for ground in ("back", "box"):
            for name in colours.keys() - {"back", "box"}:
                pair = sorted(luminance(colours[k]) + 0.05 for k in (ground, name))
                assert pair[1] / pair[0] >= 4.5, (name, ground)


def test_a_public_check_that_fails_shows_input_and_result_and_a_hidden_one_says_it_does_not():
    public, hidden = soup().select("section .failed, h2 ~ .checks > .failed")[:2]
    assert [d.text for d in public("dd")] == [f"x = {LONG}", LONG]
    assert [d.text for d in public("dt")] == ["Input", "Came back"]
    assert hidden("dl") == []
    assert "Hidden check, whose input is not shown. 0 of 2 points." in hidden.text


def test_a_hint_is_called_one_and_said_once():
    hints = [p.text for p in soup()("p") if "hint" in p.text]
    assert hints == ["Hint: a hint"]


def test_a_check_without_points_carries_none():
    assert "0 of 0" not in soup().text
    (free,) = (li for li in soup().select(".passed") if "it can be called" in li.text)
    assert free.text == "✓ Passed: it can be calledPublic check."


def test_the_next_step_depends_on_what_fails():
    whole = tuple(replace(m, passed=True, points=m.of) for m in MARKS)
    assert next_step(result(whole, points=4)) == "Nothing is left to mend."
    secret = next_step(result((*whole[:2], MARKS[2], RIGHT)))
    assert secret.startswith("Next, try 99.1 double with inputs of your own")
    assert "graded again" in next_step(result((), status=NOT_GRADED))
    assert "mend the file itself" in next_step(result((), status=NOTHING, notes=("It is empty.",)))


@pytest.mark.parametrize("status", [NOTHING, NOT_GRADED])
def test_what_was_not_graded_says_so_for_each_function_and_has_no_points_there(status):
    page = soup(told=result((), status=status, points=0, notes=("Why.",)))
    said = [p.text for p in page("p") if p.select("strong.ungraded")]
    assert said[-2:] == ["– Not graded 99.1 double", "– Not graded 99.2 triple"]
    assert ("0 of 4 points" in page.text) == (status == NOTHING)
    assert "Why." in page.text


def test_it_names_the_file_and_its_digest_and_where_no_sandbox_was():
    assert [d.text for d in soup()("dl")[-1]("dd")] == ["ana.py", "0" * 64]
    assert "without a sandbox" not in soup().text
    assert "Graded without a sandbox" in soup(run={**RUN, "sandbox": "none"}).text


def test_every_text_of_a_student_is_escaped():
    evil = Mark("double", EVIL, False, 0, 1, False, EVIL, EVIL, given=EVIL, got=EVIL)
    told = result((evil,), student=EVIL, file=EVIL, notes=(EVIL,))
    page = soup(TINY, told)
    assert page("script") == []
    assert page.text.count(EVIL) == 8
    assert page.select_one("meta[http-equiv]")["content"] == (
        "default-src 'none'; style-src 'unsafe-inline'"
    )


def test_pages_of_odd_names_have_names_of_their_own():
    odd = ["ana", "Ana", "a/na", "..", "", "a" * 500, "ana\n", "σ", "ς", "\udcff", "CON", "-rf"]
    names = [pages.page_name(student) for student in odd]
    assert len({name.casefold() for name in names}) == len(odd)
    for name in names:
        assert name.isascii()
        assert "/" not in name
        assert len(name) < 80
        assert not name.startswith(".")


@pytest.fixture
def shown(browser, tmp_path):
    """The page in a browser as wide as a phone, with all that it asked for or complained of."""
    path, said = tmp_path / "page.html", []
    path.write_text(pages.page(BOTH, result(), RUN), "utf8")
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    assert said == [path.as_uri()]
    yield page
    context.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(shown):
    shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert shown.evaluate("document.documentElement.scrollWidth") == 390


def test_on_paper_the_folds_are_open_and_the_ground_is_white(shown):
    folded = shown.locator("details li").first
    assert not folded.is_visible()
    shown.emulate_media(media="print", color_scheme="dark")
    assert folded.is_visible()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert shown.evaluate(ground) == "rgb(255, 255, 255)"
    shown.emulate_media(media="screen", color_scheme="dark")
    assert shown.evaluate(ground) == "rgb(22, 22, 22)"
