"""What `make test` leaves out has a reason, is told, and is asked by `make test-all` and CI."""

import re
import sys

import long
import pytest
from needs import ROOT
from stamps import reads

pytestmark = reads(
    "Makefile", ".ci", ".github", "pyproject.toml", "tests", "book/contributors/workshop.md"
)
TEST = """
import pytest
from long import but, long


def test_quick():
    pass


@long("trained")
def test_long():
    pass


@pytest.mark.parametrize("page", but(["a"], ["a", "b", "c"], "pages"))
def test_page(page):
    pass


@pytest.mark.parametrize(("n", "m"), but([(1, 2)], [(1, 2), (3, 4)], "pages"))
def test_pair(n, m):
    assert m == n + 1
"""
EVERY = ["test_quick", "test_long", *(f"test_page[{n}]" for n in "abc")]
EVERY += ["test_pair[1-2]", "test_pair[3-4]"]
FEW = ["test_quick", "test_page[a]", "test_pair[1-2]"]


class Watch:
    """Registers the plugin in a run of pytest, and notes which tests that run asks."""

    def __init__(self):
        self.asked, self.left_out, self.lines = [], 0, []

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "long: left out")
        self.plugin = long.Long(config)
        config.pluginmanager.register(self.plugin)

    def pytest_runtest_logstart(self, nodeid):
        self.asked.append(nodeid.partition("::")[2])

    def pytest_deselected(self, items):
        self.left_out += len(items)

    # As the reporter at a terminal has it, which these runs are without.
    def section(self, title):
        self.lines.append(title)

    def line(self, text):
        self.lines.append(text)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs a test file under a setting: the exit code, and what was seen."""

    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def asked(setting, text=TEST):
        sys.modules.pop("test_it", None)
        monkeypatch.setenv(long.VARIABLE, setting)
        (tmp_path / "none.ini").touch()
        (tmp_path / "test_it.py").write_text(text, "utf8")
        options = ["--assert=plain", "--rootdir", str(tmp_path), "-c", str(tmp_path / "none.ini")]
        options += [f"-pno:{name}" for name in ("cacheprovider", "xdist", "nbval", "terminal")]
        code = pytest.main([*options, str(tmp_path)], plugins=[watch := Watch()])
        return code, watch

    return asked


def test_without_the_setting_every_test_is_asked_and_nothing_is_told(run):
    code, watch = run("")
    assert (code, watch.asked, watch.left_out) == (0, EVERY, 0)
    watch.plugin.pytest_terminal_summary(watch)
    assert watch.lines == []


def test_with_it_what_is_long_is_left_out_counted_and_told_by_its_reason(run):
    code, watch = run(long.ALL)
    assert (code, watch.asked) == (0, FEW)
    assert watch.left_out == len(EVERY) - len(FEW)
    watch.plugin.pytest_terminal_summary(watch)
    assert watch.lines == [
        "4 tests are left to `make test-all`",
        f"    3  {long.REASONS['pages']}",
        f"    1  {long.REASONS['trained']}",
    ]


def test_a_setting_may_name_some_reasons(run):
    _, watch = run("trained limits")
    assert watch.asked == [name for name in EVERY if name != "test_long"]
    assert watch.left_out == 1


@pytest.mark.parametrize("mark", ["", "()", '("since it is long")', '("pages", "trained")'])
@pytest.mark.parametrize("setting", ["", long.ALL])
def test_a_mark_without_one_of_the_reasons_ends_every_run(run, mark, setting):
    code, watch = run(setting, f"import pytest\n\n@pytest.mark.long{mark}\ndef test(): pass\n")
    assert (code, watch.asked) == (pytest.ExitCode.USAGE_ERROR, [])


def test_a_reason_that_nobody_knows_is_no_setting(monkeypatch):
    monkeypatch.setenv(long.VARIABLE, "pages nobody")
    with pytest.raises(pytest.UsageError, match="nobody"):
        long.left_out()


def test_every_reason_stands_at_a_test():
    marks = re.compile(r'\blong\(\s*"([^"]+)"|\bbut\([^"]*?(?:"[^"]*"[^"]*?)*?"([^"]+)"\s*\)')
    files = [*(ROOT / "tests").rglob("*.py")]
    text = "\n".join(path.read_text("utf8") for path in files if path.name != "test_long.py")
    assert {a or b for a, b in marks.findall(text)} >= long.REASONS.keys()


def recipe(verb):
    """The commands of a verb of the Makefile."""
    text = (ROOT / "Makefile").read_text("utf8")
    return re.search(rf"^{verb}:.*\n((?:\t.*\n)+)", text, re.MULTILINE)[1]


# How a run of pytest may leave out tests: our settings, and pytest's own.
LESS = re.compile(
    rf"{long.VARIABLE}|DLCOURSE_STAMPS|\s-[mk]\b|--deselect|--ignore|--last-failed|--lf\b"
)


def test_make_test_leaves_out_what_is_long_and_test_all_and_ci_leave_out_nothing():
    assert f"{long.VARIABLE}={long.ALL} " in recipe("test")
    assert "python -m pytest\n" in recipe("test-all")  # both folders of pyproject's testpaths
    ci = (ROOT / ".ci" / "run").read_text("utf8")
    assert ci.rstrip().splitlines()[-1] == "make test-all"
    options = re.search(r"^addopts = .*", (ROOT / "pyproject.toml").read_text("utf8"), re.MULTILINE)
    workflows = (ROOT / ".github" / "workflows").glob("*.yml")
    for said in (recipe("test-all"), ci, options[0], *(p.read_text("utf8") for p in workflows)):
        assert not LESS.search(said.replace("python -m ", "python ")), said
    assert LESS.search(recipe("test"))  # there it is found


def test_the_workshop_lists_what_is_left_out():
    page = (ROOT / "book" / "contributors" / "workshop.md").read_text("utf8")
    section = page.partition("### What `make test` leaves out\n")[2].partition("\n### ")[0]
    said = [line[2:] for line in " ".join(section.split("\n  ")).splitlines() if line[:2] == "- "]
    assert said == list(long.REASONS.values())
    for name in ("CONTRIBUTING.md", "README.md"):
        assert "`make test-all`" in (ROOT / name).read_text("utf8"), name
