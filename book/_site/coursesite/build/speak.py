"""The theme's sentences, in the language in which the course's own are shown.

Sphinx and the theme know some languages. Where our catalogue has a sentence of theirs it is taken,
and else what they have. In English nothing is changed.
"""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from dlcourse._words import ENGLISH, Said, _, language

# What the theme and Sphinx say on our pages, in the words with which they ask for a translation.
OF_THEME = {
    *(Said("Skip to main content"), Said("Back to top"), Said("Breadcrumb"), Said("Home")),
    *(Said("Search"), Said("Search this book..."), Said("Search Results"), Said("search")),
    *(Said("Contents"), Said("On this page"), Said("previous"), Said("next"), Said("Index")),
    *(Said("previous page"), Said("next page"), Said("By"), Said("logo"), Said("Color mode")),
    *(Said("Light"), Said("Dark"), Said("System Settings"), Said("light/dark")),
    *(Said("Download source file"), Said("Download this page"), Said("Fullscreen mode")),
    *(Said("Download notebook file"), Said("Print to PDF"), Said("Link to this heading")),
    *(Said("Site navigation"), Said("Version warning"), Said("Error")),
    Said("Please activate JavaScript to enable the search functionality."),
}
# The buttons that copy code: what their script shows where it does not know the page's language.
COPY = (*(Said("Copy"), Said("Copy to clipboard"), Said("Copied!"), Said("Failed to copy")),)


class Ours(NullTranslations):
    """Our catalogue before that of Sphinx or the theme."""

    def gettext(self, message: str) -> str:
        """Return a sentence in the reader's language."""
        said = _(message)
        return said if said != message else super().gettext(message)


def configure(app: Sphinx, config: Config) -> None:
    """Name the page's language, and say what extensions take from the settings."""
    if language() == ENGLISH:
        return
    config.language = language()
    config.togglebutton_hint = _("Click to show")
    config.togglebutton_hint_hide = _("Click to hide")


def ask_ours_first(app: Sphinx) -> None:
    """Let Sphinx and the theme ask our catalogue first."""
    if language() == ENGLISH or app.builder.format != "html":
        return
    for key in (("general", "sphinx"), ("general", "booktheme")):
        ours = Ours()
        ours.add_fallback(locale.translators.get(key, NullTranslations()))
        locale.translators[key] = ours
    app.builder.templates.environment.install_gettext_translations(
        locale.translators["general", "sphinx"]
    )


def write_copy(app: Sphinx, exception: Exception | None) -> None:
    """Give the script of the copy buttons the reader's language."""
    script = Path(app.outdir) / "_static" / "copybutton.js"
    if exception or language() == ENGLISH or not script.exists():
        return
    text = script.read_text("utf8")
    for english in COPY:
        text = text.replace(f": '{english}',", f": '{_(english)}',", 1)
    script.write_text(text, "utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what speaks for the theme."""
    app.connect("config-inited", configure, priority=100)  # before extensions read the language
    app.connect("builder-inited", ask_ours_first, priority=900)
    app.connect("build-finished", write_copy, priority=700)  # before addresses get digests
    return {"parallel_read_safe": True, "parallel_write_safe": True}
