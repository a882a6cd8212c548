"""Formulas of hints, solutions and answers look in a running page as the site's own do."""

import json
import re

import pytest
from long import but
from node_script import said
from packs_of_site import require_run
from running_page import RunningPage, page_of
from site_under_test import HTML, Visit

from coursesite.run.script import FOLDER
from dlcourse.grading.exercise.shelf import load, sources

CELL = 2
HINT, SHOWN = "03.1", "cell => cell.querySelectorAll('.cell_output .math .katex').length"
LOOK = """one => [one.querySelector("annotation").textContent, getComputedStyle(one).fontSize,
    getComputedStyle(one).fontFamily]"""
MARKDOWN = "class Told:\n    def _repr_markdown_(self):\n        return {text!r}\n\n\nTold()"
AS_HTML = MARKDOWN.replace("markdown", "html")


def words(number):
    """What Python may say of an exercise: with formulas, where it says them in Markdown."""
    exercise = load(number)
    for task in exercise.tasks:
        yield from task.hints
        yield task.why
        yield from (mistake.hint for mistake in task.mistakes)
    for choice in exercise.warm_up.choices if exercise.warm_up else ():
        yield from (choice.text, choice.reply)


TYPESET = f"""
import {{ readFileSync }} from "node:fs";
import katex from "katex";
const source = readFileSync({json.dumps(str(FOLDER / "formulas.js"))}, "utf8");
const TEX = new RegExp(source.match(/const TEX = \\/(.*)\\/;/)[1], "g");
for (const text of JSON.parse(readFileSync(process.argv[2], "utf8"))) {{
  const prose = text.replaceAll(/```[^]*?```|`[^`]*`/g, "");
  for (const [tex] of prose.matchAll(TEX)) {{
    katex.renderToString(tex.replace(/^\\$+|\\$+$/g, ""), {{ displayMode: tex.startsWith("$$") }});
    console.log(1);
  }}
  const left = prose.replaceAll(TEX, "");
  if (left.includes("$")) console.log("a dollar is left: " + left);
}}
"""


def test_every_formula_that_may_be_said_is_found_and_can_be_set(tmp_path):
    texts = [str(text) for number in sources() for text in words(number)]
    (file := tmp_path / "texts.json").write_text(json.dumps(texts), "utf8")
    lines = said("formulas_of_exercises.mjs", TYPESET, file)
    assert [line for line in lines if line != "1"] == []
    assert len(lines) > 1000


@pytest.fixture(scope="module", params=but(["file"], ["http", "file"], "engine"))
def page(request, browser, http):
    require_run()
    root = http if request.param == "http" else HTML.as_uri() + "/"
    with Visit(browser, root + page_of("03"), width=390, mode="dark") as visit:
        page = RunningPage(visit)
        assert page.run(1).startswith("Done in")
        yield page
        assert (visit.asked, visit.errors) == ([], [])


def until_set(page, n):
    """Wait until so many formulas stand below the cell."""
    condition = f"([cell, n]) => ({SHOWN})(cell) === n"
    page.visit.until(condition, [page.cell(CELL), n])


def test_the_formulas_of_a_hint_look_as_those_of_the_page(page):
    text = load("03").tasks[0].hints[0]
    formulas = re.findall(r"\$[^$]+\$", text)
    page.run(CELL, f'hint("{HINT}")')
    until_set(page, len(formulas))
    theirs = page.page.query_selector("article .math .katex").evaluate(LOOK)
    ours = [one.evaluate(LOOK) for one in page.cell(CELL).query_selector_all(".math .katex")]
    assert [tex for tex, *_ in ours] == [formula.strip("$") for formula in formulas]
    assert {tuple(look) for _, *look in ours} == {tuple(theirs[1:])}
    assert "$" not in page.shown(CELL)
    assert re.search(r"eq\. \(3\.\d+\)[:,. ]", page.shown(CELL))  # and no address of a notebook
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_stands_in_code_or_costs_money_is_no_formula(page):
    text = "A $x_1$, for $5 and $6, `a$b$`\n\n```python\ncost = '$y$'\n```\n\n$$\\frac12$$"
    page.run(CELL, MARKDOWN.format(text=text))
    until_set(page, 2)
    shown = page.shown(CELL)
    for left in ("$5 and $6", "a$b$", "'$y$'"):
        assert left in shown
    [whole] = page.cell(CELL).query_selector_all("div.math")
    assert whole.get_attribute("tabindex") == "0"


def test_html_has_formulas_too_and_none_that_asks_for_something(page):
    text = r"$\href{https://example.org}{x}$ $\includegraphics{a.png}$ $\nonsense{$ <b>$y^2$</b>"
    page.run(CELL, AS_HTML.format(text=text))
    page.visit.until("cell => cell.querySelector('.cell_output b .katex')", page.cell(CELL))
    assert page.cell(CELL).query_selector_all(".cell_output a, .cell_output img") == []
    assert r"$\nonsense{$" in page.shown(CELL)


def test_where_katex_does_not_arrive_they_stay_as_they_are_written(browser, http):
    require_run()
    with Visit(browser, http + page_of("03")) as visit:
        page = RunningPage(visit)
        page.run(1)
        visit.context.set_offline(True)
        page.run(CELL, MARKDOWN.format(text="A $x_1$."))
        visit.page.wait_for_timeout(300)
        assert page.shown(CELL) == "A $x_1$."
        visit.context.set_offline(False)
        page.run(CELL)
        until_set(page, 1)
