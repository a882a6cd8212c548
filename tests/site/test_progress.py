"""What a long build says on the way: a line at a terminal, and nothing anywhere else."""

import io
import sys

from coursesite.build import progress


class Terminal(io.StringIO):
    """What is shown, as a terminal that somebody looks at."""

    def isatty(self):
        return True


def at_terminal(monkeypatch):
    """Let messages go to a terminal: what it has shown."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def test_each_stage_says_in_one_line_how_far_it_is(monkeypatch):
    terminal = at_terminal(monkeypatch)
    pages = progress.Pages()
    pages.begin(None, None, ["book/index", "book/words"])
    pages.tell_read(None, "book/index", [])
    pages.tell_read(None, "book/words", [])
    pages.tell_written(None, "book/words", "page.html", {}, None)
    progress.show("")
    assert [line.rstrip() for line in terminal.getvalue().split("\r")] == [
        "Reading pages: 1 of 2, book/index",
        "Reading pages: 2 of 2, book/words",
        "Writing pages: 1, book/words",
        "",
        "",
    ]


def test_a_line_takes_the_place_of_a_longer_one_and_never_breaks(monkeypatch):
    terminal = at_terminal(monkeypatch)
    progress.show("x" * 200)
    progress.show("short")
    first, second, end = terminal.getvalue().split("\r")
    assert (len(first), len(second), end) == (progress.WIDTH, progress.WIDTH, "")
    assert "\n" not in terminal.getvalue()


def test_a_file_or_a_pipe_gets_no_word(capsys):
    progress.show("Writing pages")
    assert capsys.readouterr() == ("", "")
