"""Begin something of your own: a chapter, an exercise, a widget, a data set, a deck, a row of it.

python -m coursesite.new chapter "Attention"
python -m coursesite.new exercise "Attention"
python -m coursesite.new widget attention two_keys
python -m coursesite.new dataset rents --chapter 14
python -m coursesite.new deck "Lectures on attention, spring term"
python -m coursesite.new row F "Attention is a weighted mean" --chapter 14

What is made builds and passes the checks that hold for every edition. Nothing is overwritten, and
where something stands in the way, nothing is written at all.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from keyword import iskeyword
from pathlib import Path

import click
import nbformat

from dlcourse.grading.author.notebook import METADATA, build

from .data_pages import ledger
from .edition import TOC, Edition, EditionError, read
from .first_cell import begin
from .places import ROOT

TEMPLATES = Path(__file__).parent / "templates"
NO_EXERCISE = "A graded notebook for this chapter does not exist yet."
LEADS = (
    "In the [graded notebook](../exercises/{name}/{name}.ipynb) you write the functions yourself."
)
# What a widget imports, by module.
NEEDED = {
    "dlcourse": ("plots",),
    "dlcourse._words": ("Said", "_"),
    "dlcourse.widgets": ("Frame", "Slider", "widget"),
}
DATA, SURFACE = "dlcourse/data/__init__.py", "tests/house/test_public_surface.py"
DATA_SURFACE = '    "data": {\n'


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Begin a chapter, an exercise, a widget, a data set, a deck or a row of your own."""


def template(name: str, **words: str) -> str:
    """A template with words in the places of capital letters."""
    text = (TEMPLATES / name).read_text("utf8")
    for place, word in words.items():
        text = text.replace(place, word)
    return text


def edition() -> Edition:
    """The edition as _toc.yml has it now. What is wrong with it is said in one sentence."""
    try:
        return read(ROOT)
    except EditionError as error:
        raise click.ClickException(str(error)) from None


def demand_chapter(number: int) -> None:
    """Refuse the digits of a chapter that is not in the book."""
    if number not in edition().chapters:
        raise click.ClickException(f"{TOC} has no chapter whose file begins with {number:02}_.")


def slug(title: str) -> str:
    """The part of a file's name that a title gives."""
    if re.search(r'["\\\n]', title):
        raise click.ClickException('Say the title in one line, without the signs " and \\.')
    found = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    if not found or found[0].isdigit():
        raise click.ClickException(
            f"From {title!r} no file can be named: begin the title with a letter from a to z."
        )
    return found


def free_number() -> int:
    """The first number after all that a chapter or an exercise has."""
    taken = [*ROOT.glob("book/[0-9][0-9]_*"), *ROOT.glob("exercises/[0-9][0-9]_*")]
    return max((int(path.name[:2]) for path in taken), default=0) + 1


def write(files: dict[Path, str]) -> None:
    """Write new files: none where one of them is there already."""
    for path in files:
        if path.exists():
            raise click.ClickException(
                f"{path.relative_to(ROOT)}, line 1: this exists already; nothing was written."
            )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
        click.echo(f"{path.relative_to(ROOT)}: begun")


def toc_with(page: str, is_one: Callable[[str], bool]) -> tuple[str, int]:
    """The text of _toc.yml with a page below the last of its kind, and the line it stands in."""
    lines = (ROOT / TOC).read_text("utf8").splitlines(keepends=True)
    last = max((n for n, line in enumerate(lines) if is_one(line)), default=None)
    if last is None:
        raise click.ClickException(
            f"{TOC} has no page of this kind, after which {page} could stand."
        )
    indent = lines[last][: len(lines[last]) - len(lines[last].lstrip())]
    lines[last] = lines[last].rstrip("\n") + "\n"
    lines.insert(last + 1, f"{indent}- file: {page}\n")
    return "".join(lines), last + 2


def keep_toc(page: str, text: str, line: int) -> None:
    """Write _toc.yml with a new page, and say where that stands."""
    (ROOT / TOC).write_text(text, "utf8")
    click.echo(f"{TOC}, line {line}: {page} stands last; move the line where you want it")


@main.command()
@click.argument("title")
def chapter(title: str) -> None:
    """Begin a chapter with the heading TITLE: its notebook, and its pictures in the package."""
    edition()
    module, number = slug(title), free_number()
    page = f"book/{number:02}_{module}"
    toc = toc_with(page, lambda line: bool(re.search(r"- file: book/\d\d_", line)))
    words = {"NO_EXERCISE": NO_EXERCISE, "TITLE": title, "MODULE": module}
    notebook = nbformat.v4.new_notebook(metadata=nbformat.from_dict(METADATA))
    for n, text in enumerate(template("chapter.md.txt", **words).split("%%%\n")):
        said, name = text.strip("\n"), f"cell-{n:03}"
        if is_code(text):
            notebook.cells.append(nbformat.v4.new_code_cell(said, id=name))
        else:
            notebook.cells.append(nbformat.v4.new_markdown_cell(said, id=name))
    begin(notebook, chapter=True)
    pictures = ROOT / "dlcourse" / "pictures" / f"{module}.py"
    write(
        {
            ROOT / f"{page}.ipynb": nbformat.writes(notebook) + "\n",
            pictures: template("pictures.py.txt", TITLE=title),
            ROOT / "tests" / "pictures" / f"test_pictures_{module}.py": template(
                "pictures_test.py.txt", **words
            ),
        }
    )
    keep_toc(page, *toc)
    click.echo(f"Write it, then: python -m coursesite.record {page}.ipynb")
    click.echo(f"A graded notebook for it: python -m coursesite.new exercise {title!r}")


def is_code(text: str) -> bool:
    """Whether a part of the chapter's template is a cell of code."""
    return text.startswith(("from ", "pictures."))


@main.command()
@click.argument("title")
def exercise(title: str) -> None:
    """Begin an exercise: that of the chapter with this TITLE, or one with the next free number."""
    now, name = edition(), slug(title)
    homes = {path.stem[3:]: path for path in now.chapters.values()}
    number = homes[name].stem[:2] if name in homes else f"{free_number():02}"
    if taken := next(ROOT.glob(f"exercises/{number}_*"), None):
        raise click.ClickException(
            f"{taken.relative_to(ROOT)} has the number {number} already, and nothing was written."
        )
    whole = f"{number}_{name}"
    folder = ROOT / "exercises" / whole
    page = f"exercises/{whole}/{whole}"
    toc = toc_with(page, lambda line: bool(re.search(r"- file: exercises/\d\d_", line)))
    text = template("exercise.py.txt", NUMBER=number, TITLE=title, FOLDER=whole)
    write({folder / "exercise.py": text})
    click.echo(f"{build(folder).relative_to(ROOT)}: made from it")
    keep_toc(page, *toc)
    if name in homes:
        home = homes[name]
        before = home.read_text("utf8")
        home.write_text(before.replace(NO_EXERCISE, LEADS.format(name=whole)), "utf8")
    click.echo(f"Prove it sound: dlcourse exercise check exercises/{whole}")


@main.command()
@click.argument("module")
@click.argument("name")
def widget(module: str, name: str) -> None:
    """Add a widget NAME to the pictures in dlcourse/pictures/MODULE.py."""
    path = ROOT / "dlcourse" / "pictures" / f"{module}.py"
    if not path.is_file():
        raise click.ClickException(f"There is no file {path.relative_to(ROOT)}.")
    text = path.read_text("utf8")
    for n, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"(?:def )?{re.escape(name)}\b", line):
            raise click.ClickException(
                f"{path.relative_to(ROOT)}, line {n}: {name} exists already; nothing was written."
            )
    if not name.isidentifier():
        raise click.ClickException(f"{name!r} is no name for a function.")
    tests = ROOT / "tests" / "pictures" / f"test_pictures_{module}_{name}.py"
    write({tests: template("widget_test.py.txt", NAME=name, MODULE=module)})
    path.write_text(with_imports(text) + template("widget.py.txt", NAME=name), "utf8")
    click.echo(
        f"{path.relative_to(ROOT)}: {name} stands at the end. In the chapter: pictures.{name}"
    )


def with_imports(text: str) -> str:
    """The text of a module of pictures, with all that a widget imports."""
    lines = text.splitlines()
    for module, needed in NEEDED.items():
        found = [n for n in ast.parse("\n".join(lines)).body if isinstance(n, ast.ImportFrom)]
        same = [n for n in found if n.module == module]
        if set(needed) <= {it.name for n in same for it in n.names if not it.asname}:
            continue
        have = next((n for n in same if not any(it.asname for it in n.names)), None)
        names = {it.name for it in have.names} if have else set()
        line = f"from {module} import {', '.join(sorted(names | set(needed), key=_as_sorted))}"
        later = [
            n
            for n in found
            if (n.module or "").startswith("dlcourse") and (n.module or "") > module
        ]
        at = (have or later[0]).lineno - 1 if have or later else found[-1].end_lineno
        lines[at : have.end_lineno if have else at] = [line]
    return "\n".join(lines) + "\n"


def _as_sorted(name: str) -> tuple[bool, bool, str]:
    """What the house sorts the names of an import by: constants, then classes, then the rest."""
    return not (name.isupper() and len(name) > 1), not name[0].isupper(), name


@main.command()
@click.argument("name")
@click.option("--chapter", type=int, required=True, help="The two digits of its chapter's file.")
def dataset(name: str, chapter: int) -> None:
    """Begin a data set NAME: dlcourse.data.NAME(), a table that a formula makes, and its tests."""
    demand_chapter(chapter)
    package, surface = (ROOT / file for file in (DATA, SURFACE))
    known, table = package.read_text("utf8"), surface.read_text("utf8")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or iskeyword(name):
        raise click.ClickException(f"{name!r} is no name such as rents: small letters, digits, _.")
    for n, line in enumerate(known.splitlines(), start=1):
        if re.search(rf'import .*\b{name}\b|"{name}"', line):
            raise click.ClickException(
                f"{DATA}, line {n}: {name} exists already; nothing was written."
            )
    if DATA_SURFACE not in table:
        raise click.ClickException(
            f"{SURFACE} has no line {DATA_SURFACE.strip()!r}, below which {name} could stand."
        )
    files = {
        ROOT / "dlcourse" / "data" / f"_{name}.py": "dataset.py.txt",
        ROOT / "tests" / "data" / f"test_data_{name}.py": "dataset_test.py.txt",
    }
    write({path: template(text, NAME=name, CHAPTER=str(chapter)) for path, text in files.items()})
    package.write_text(listed(known, name), "utf8")
    surface.write_text(
        table.replace(DATA_SURFACE, f'{DATA_SURFACE}        "{name}": "()",\n'), "utf8"
    )
    click.echo(f"{DATA} and {SURFACE}: {name} stands there")
    click.echo("Put your own formula, names, units and source into both new files.")


def listed(text: str, name: str) -> str:
    """The text of the package of data, which imports and lists one more."""
    lines = text.splitlines()
    new = f"from dlcourse.data._{name} import {name}"
    imports = [n for n, line in enumerate(lines) if line.startswith("from dlcourse.data._")]
    at = next((n for n in imports if lines[n] > new), imports[-1] + 1)
    lines.insert(at, new)
    begin = lines.index("__all__ = [") + 1
    names = lines[begin : lines.index("]", begin)]
    lines[begin : begin + len(names)] = sorted([*names, f'    "{name}",'])
    return "\n".join(lines) + "\n"


@main.command()
@click.argument("title")
def deck(title: str) -> None:
    """Add a deck of lectures with TITLE to the ledger, under the next letter."""
    text = ledger.ROWS.read_text("utf8")
    letters = list(ledger.load()["decks"])
    letter = chr(ord(max(letters)) + 1)
    if title in ledger.load()["decks"].values():
        raise click.ClickException(f"book/ledger.toml has a deck {title!r}; nothing was written.")
    last = re.search(rf"^{max(letters)} = .*\n", text, re.MULTILINE)
    if last is None or letter > "Z" or '"' in title:
        raise click.ClickException("Write it into book/ledger.toml yourself, below [decks].")
    new = f'{text[: last.end()]}{letter} = "{title}"\n{text[last.end() :]}'
    ledger.ROWS.write_text(new, "utf8")
    click.echo(f"book/ledger.toml: deck {letter}. Its first row: coursesite.new row {letter} …")


@main.command()
@click.argument("letter")
@click.argument("teaches")
@click.option("--chapter", type=int, required=True, help="The two digits of its chapter's file.")
def row(letter: str, teaches: str, chapter: int) -> None:
    """Add a row to the deck LETTER of the ledger, that TEACHES something."""
    data = ledger.load()
    if letter not in data["decks"]:
        known = ", ".join(data["decks"])
        raise click.ClickException(f"book/ledger.toml has no deck {letter}. There are: {known}.")
    demand_chapter(chapter)
    if '"' in teaches:
        raise click.ClickException('Say it without the sign ", in which the row stands.')
    numbers = [int(it["id"][1:]) for it in data["row"] if it["id"][0] == letter]
    name = f"{letter}{max(numbers, default=0) + 1}"
    entry = f'\n[[row]]\nid = "{name}"\nteaches = "{teaches}"\nchapter = {chapter}\n'
    ledger.ROWS.write_text(ledger.ROWS.read_text("utf8").rstrip("\n") + "\n" + entry, "utf8")
    click.echo(
        f"book/ledger.toml: row {name}, to come. With section, functions, shows and witnesses, as "
        "the head of the file explains them, it is done."
    )


if __name__ == "__main__":
    main()
