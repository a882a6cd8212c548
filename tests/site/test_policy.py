"""The content security policy of the pages: what it refuses, and what works under it."""

import re

import pytest
from page_heads import meta, text
from site_under_test import HTML, Visit, pages
from stamps import reads

from coursesite.page import policy

PAGES = pages()


@reads("_build/html")
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_browser_itself_refuses_what_is_not_ours(browser, http, scheme):
    page = "book/02_gradient_descent.html"
    url = http + page if scheme == "http" else (HTML / page).as_uri()
    with Visit(browser, url) as visit:
        refused = visit.page.evaluate(
            """async () => {
              const refused = [];
              addEventListener("securitypolicyviolation", (event) =>
                refused.push(event.effectiveDirective));
              const away = "https://elsewhere.example/";
              const add = (tag, more) =>
                document.body.append(Object.assign(document.createElement(tag), more));
              add("script", { src: away + "a.js" });
              add("script", { textContent: "window.intruded = true" });
              add("img", { src: away + "a.png" });
              add("iframe", { src: away });
              add("link", { rel: "stylesheet", href: away + "a.css" });
              await fetch(away).catch(() => 0);
              await new Promise((done) => setTimeout(done, 300));
              return [refused.sort(), window.intruded];
            }"""
        )
        assert visit.asked == []
    kinds = ["connect-src", "frame-src", "img-src", "script-src-elem"]
    assert refused == [[*kinds, "script-src-elem", "style-src-elem"], None]


@reads("_build/html")
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_theme_s_buttons_work_under_the_policy(browser, http, scheme):
    page = "book/02_gradient_descent.html"
    url = http + page if scheme == "http" else (HTML / page).as_uri()
    with Visit(browser, url) as visit:
        visit.page.evaluate("window.print = () => { window.printed = true }")
        visit.page.eval_on_selector(".btn-download-pdf-button", "button => button.click()")
        assert visit.page.evaluate("window.printed")
        assert visit.errors == []


@pytest.mark.parametrize("page", [*PAGES, "404.html", "index.html"])
def test_the_policy_stands_before_all_that_could_load(page):
    page = text(page)
    (said,) = meta(page, "Content-Security-Policy")
    assert (
        page.index("Content-Security-Policy") < re.search(r"<(script|link|style)\b", page).start()
    )
    assert "default-src 'none'" in said
    assert "unsafe-inline" not in said.split("script-src ")[1].split(";")[0]
    assert not re.search(r"https?:|\*|(?<!wasm-)unsafe-eval", said)


def test_a_policy_knows_each_script_and_handler_of_its_page_and_no_more():
    page = (
        '<meta charset="utf-8"><script>a()</script><p onclick="b(&quot;c&quot;)">onload="d()"</p>'
    )
    allowed = policy.policy(page)
    assert allowed.count("sha256-") == 2
    assert policy.digest("a()") in allowed
    assert policy.digest('b("c")') in allowed
    quiet = '<script src="a.js"></script><script type="application/ld+json">{}</script>'
    assert "sha256" not in policy.policy(quiet)
    assert "unsafe-hashes" not in policy.policy("<script>a()</script>")


def test_only_a_page_whose_code_runs_may_compile_it_and_start_a_worker():
    runs = policy.policy('<div class="dl-run"></div>').split("; ")
    words = policy.policy("<p>Words</p>").split("; ")
    assert [word for word in runs if word not in words] == [
        "script-src 'self' file: 'wasm-unsafe-eval'",
        "worker-src blob:",
    ]
    assert [word for word in words if word not in runs] == ["script-src 'self' file:"]


def test_the_hash_of_a_script_is_the_one_of_the_standard():
    """The example of the W3C's Content Security Policy Level 3, section 5.3."""
    said = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert policy.digest("alert('Hello, world.');") == said


def test_a_page_that_changed_gets_a_new_policy_in_the_place_of_the_old():
    once = policy.protected('<meta charset="utf-8" />\n<script>a()</script>')
    assert policy.protected(once) == once
    changed = policy.protected(once.replace("a()", "b()"))
    assert changed.count("Content-Security-Policy") == 1
    assert policy.digest("b()") in changed
    assert policy.digest("a()") not in changed


def test_a_page_without_a_place_for_the_policy_is_an_error():
    with pytest.raises(ValueError, match="charset"):
        policy.protected("<p>No head</p>")
