"""The pages of the reference: one for each module, made from its docstrings.

The files in book/reference hold a title alone. When the site is built, `page` fills them with what
the docstrings say today, so that no page can be older than the code. Run by `make record`, this
module writes the file of each module and its line in _toc.yml.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import dlcourse
from dlcourse._words import Said, _, listed, n_

from ..places import BOOK, ROOT
from . import glossary, ledger

FOLDER = "book/reference"
INDEX = f"{FOLDER}/index"
TOC = ROOT / "_toc.yml"
IN_TOC = re.compile(rf"^( *)- file: {INDEX}\n(?:\1  .*\n)*", re.MULTILINE)
WIDTH = 80  # a signature that is longer has a line for each argument

LABEL = r"(?!Source|Chapter)[A-Za-z_]\w*(?:, [A-Za-z_]\w*)*: "
ITEM = re.compile(rf"(?:^|(?<=[.;] ))(?={LABEL}|Returns? |Raises |It |Source: |Chapters? \d)")
KNOWN = re.compile(r"(Returns?|Raises|Source:|Chapters?)\s*")
FORMULA = re.compile(r"^∂|^(?:(?![a-z]{2,},? [a-z]{2,}).)*? :?= ")
CITED = re.compile(
    r"\beq\. \((?P<equation>[a-z0-9-]+)\)"
    r"|(?<!\w)(?P<row>[A-Z]\d+)(?=[,;)]| and )"
    r"|(?P<chapter>\bChapters? \d+(?:(?:,| and|, and) \d+)*)"
    r"|\b(?P<name>[A-Za-z]\w*[_\d]\w*)\b"
    r"|(?P<string>\"[^\"]*\")"
    r"|\b(?P<error>[A-Z]\w*Error)\b"
)
NUMBER = re.compile(r"(?:Chapter )?\d+")
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^])")
TO_TOOLS = re.compile(r" *# (?:type: ignore\[[\w, -]+\]|noqa: [^\n]*)")
Definition = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Entry:
    """A public name: what a page says of it."""

    module: str  # without the package's name
    name: str  # of a method, with its class
    signature: str
    doc: str
    source: str

    @property
    def place(self) -> str:
        """Where the page stands, and on it the name."""
        return f"{document(self.module)}#{self.name}"


def document(module: str) -> str:
    """The page of a module, as _toc.yml names it."""
    return f"{FOLDER}/{module.replace('.', '/')}"


def module_of(document: str) -> str:
    """The module that a page is about, or nothing where it is about none."""
    if document == INDEX or not document.startswith(f"{FOLDER}/"):
        return ""
    return document.removeprefix(f"{FOLDER}/").replace("/", ".")


def code_of(document: str) -> str:
    """The file or the folder with the code that a page is made from, or nothing."""
    if document == INDEX:
        return "dlcourse"
    path = "/".join(["dlcourse", *module_of(document).split(".")])
    if not module_of(document):
        return ""
    return path if (ROOT / path).is_dir() else f"{path}.py"


@cache
def modules() -> dict[str, ModuleType]:
    """Each module that has public names; where a package only holds modules, these."""
    found = {}
    for info in pkgutil.iter_modules(dlcourse.__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"dlcourse.{info.name}")
        if names(module):
            found[info.name] = module
        elif info.name == "experiments":  # a chapter imports its module by itself
            for inner in pkgutil.iter_modules(module.__path__):
                if not inner.name.startswith("_"):
                    name = f"{info.name}.{inner.name}"
                    found[name] = importlib.import_module(f"dlcourse.{name}")
    return found


def names(module: ModuleType) -> list[str]:
    """The public names of a module: those that a package hands on, those that a file defines."""
    if hasattr(module, "__all__"):
        return [name for name in module.__all__ if name in vars(module)]
    return [name for name in assigned(tree(module)) if not name.startswith("_")]


@cache
def tree(module: ModuleType) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(inspect.getsource(module))


def assigned(parsed: ast.Module) -> dict[str, ast.stmt]:
    """What a file defines at its top, in order, with the statement that does it."""
    found: dict[str, ast.stmt] = {}
    for node in parsed.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            inner = [t for target in targets for t in getattr(target, "elts", [target])]
            found |= {t.id: node for t in inner if isinstance(t, ast.Name)}
    return found


@cache
def entries(module: str) -> list[Entry]:
    """The public names of a module with the methods of its classes, in the order of the page."""
    found = []
    for name in names(modules()[module]):
        it = getattr(modules()[module], name)
        if inspect.isclass(it) or inspect.isfunction(inspect.unwrap(it)):  # cached, too
            found.append(described(module, name, it))
            if inspect.isclass(it):
                found += methods(module, name, it)
        else:
            found.append(constant(module, name))
    return found


@cache
def public() -> dict[str, Entry]:
    """Every name of every page, as readers write it: losses.mse, layers.Dense.forward."""
    return {f"{m}.{entry.name}": entry for m in modules() for entry in entries(m)}


def called(terms: list[str]) -> dict[str, Entry]:
    """The functions and classes that bear the name of a term: Adam, mean absolute error.

    What one chapter's experiment calls by that name is no answer to who looks the term up.
    """
    forms = {re.sub(r"\W+", "_", term).casefold() for term in terms}
    return {
        full: entry
        for full, entry in public().items()
        if entry.name.casefold() in forms and entry.source and not full.startswith("experiments.")
    }


def described(module: str, name: str, it: object) -> Entry:
    """What a function or a class says of itself."""
    code = source_of(it)
    (node,) = ast.parse(code).body
    assert isinstance(node, Definition)
    doc = ast.get_docstring(node) or ""
    signature = of_class(it, node) if isinstance(node, ast.ClassDef) else of_function(node)
    return Entry(module, name, f"{name.rpartition('.')[2]}{signature}", doc, bare(code, node))


def source_of(it: object) -> str:
    """The source of a function or a class."""
    return textwrap.dedent(inspect.getsource(inspect.unwrap(it)))  # type: ignore[arg-type]


def bare(code: str, node: Definition) -> str:
    """The source without the docstring, which the page has in words, and without notes to tools."""
    lines = code.rstrip().splitlines()
    if ast.get_docstring(node) and len(node.body) > 1:
        said = node.body[0]
        assert said.end_lineno
        del lines[said.lineno - 1 : said.end_lineno]
        while not lines[said.lineno - 1].strip():
            del lines[said.lineno - 1]
    return TO_TOOLS.sub("", "\n".join(lines))


def methods(module: str, name: str, it: type) -> Iterator[Entry]:
    """The public methods of a class, and of its bases that have no place of their own."""
    seen = set()
    for cls in it.__mro__:
        if not cls.__module__.startswith("dlcourse") or (cls is not it and is_public(cls)):
            continue
        for method, value in vars(cls).items():
            function = value.fget if isinstance(value, property) else value
            if inspect.isfunction(function) and not method.startswith("_") and method not in seen:
                seen.add(method)
                entry = described(module, f"{name}.{method}", function)
                if isinstance(value, property):
                    entry = Entry(module, entry.name, method, entry.doc, entry.source)
                yield entry


def is_public(cls: type) -> bool:
    """Whether a class has a place of its own."""
    return any(vars(module).get(cls.__name__) is cls for module in modules().values())


def constant(module: str, name: str) -> Entry:
    """A name for a value or a type: the lines that give it one, with the remark on them."""
    home = modules()[module]
    inner = (importlib.import_module(f"{home.__name__}.{info.name}") for info in inside(home))
    for where in (home, *inner):
        if node := assigned(tree(where)).get(name):
            value = getattr(home, name)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                return Entry(module, name, f"{name} = {value!r}", "", "")
            lines = inspect.getsource(where).splitlines()
            first = node.lineno - 1
            while first and lines[first - 1].startswith("#"):
                first -= 1
            said = [line.lstrip("# ") for line in lines[first : node.lineno - 1]]
            statement = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            return Entry(module, name, statement, " ".join(said), "")
    raise ValueError(f"dlcourse.{module}.{name} is in __all__, but no file there defines it.")


def inside(module: ModuleType) -> list[pkgutil.ModuleInfo]:
    """The modules inside a package."""
    return list(pkgutil.iter_modules(getattr(module, "__path__", [])))


def of_class(it: object, node: ast.ClassDef) -> str:
    """How an object of a class is made: by __init__, or by the fields of a dataclass."""
    assert isinstance(it, type)
    if "__dataclass_fields__" in vars(it):
        parts = []
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                kind = ast.unparse(field.annotation)
                if kind == "KW_ONLY":
                    parts.append("*")
                elif not kind.startswith("ClassVar"):
                    parts.append(argument(field.target.id, kind, default(field.value)))
        return joined(node.name, parts, "")
    makers = (vars(cls)["__init__"] for cls in it.__mro__[:-1] if "__init__" in vars(cls))
    maker = next(makers, None)
    if not inspect.isfunction(maker):
        return ""
    (made,) = ast.parse(source_of(maker)).body
    assert isinstance(made, ast.FunctionDef)
    return joined(node.name, arguments(made)[1:], "")


def default(value: ast.expr | None) -> str:
    """The default of a dataclass's field; what a factory makes is not spelt out."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "field":
        given = {word.arg: word.value for word in value.keywords}
        return "..." if "default_factory" in given else default(given.get("default"))
    return ast.unparse(value) if value else ""


def of_function(node: ast.FunctionDef) -> str:
    """A function's arguments and what it returns, with types as the source writes them."""
    parts = arguments(node)
    if parts[:1] in (["self"], ["cls"]):
        del parts[0]
    return joined(node.name, parts, ast.unparse(node.returns) if node.returns else "")


def arguments(node: ast.FunctionDef) -> list[str]:
    """Each argument as the source writes it, with the signs / and * that divide them."""
    given, parts = node.args, []
    places = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(places) - len(given.defaults)) + given.defaults
    for n, (arg, value) in enumerate(zip(places, defaults, strict=True), 1):
        parts.append(argument(arg.arg, kind(arg), ast.unparse(value) if value else ""))
        if n == len(given.posonlyargs):
            parts.append("/")
    if given.vararg:
        parts.append(f"*{argument(given.vararg.arg, kind(given.vararg), '')}")
    elif given.kwonlyargs:
        parts.append("*")
    for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        parts.append(argument(arg.arg, kind(arg), ast.unparse(value) if value else ""))
    if given.kwarg:
        parts.append(f"**{argument(given.kwarg.arg, kind(given.kwarg), '')}")
    return parts


def kind(arg: ast.arg) -> str:
    """The type of an argument."""
    return ast.unparse(arg.annotation).strip("'") if arg.annotation else ""


def argument(name: str, kind: str, value: str) -> str:
    """An argument with its type and its default."""
    if kind:
        return f"{name}: {kind} = {value}" if value else f"{name}: {kind}"
    return f"{name}={value}" if value else name


def joined(name: str, parts: list[str], returns: str) -> str:
    """The arguments in brackets: in one line where they fit, and else each in its own."""
    end = f") -> {returns.strip(chr(39))}" if returns else ")"
    line = f"({', '.join(parts)}{end}"
    if len(name + line) <= WIDTH or not parts:
        return line
    return "(\n" + "".join(f"    {part},\n" for part in parts) + end


def page(module: str) -> str:
    """The page of a module as MyST Markdown."""
    it = modules()[module]
    home, _dot, last = f"dlcourse.{module}".rpartition(".")
    parts = [f"# dlcourse.{module}", *(told(block, module) for block in blocks(inspect.getdoc(it)))]
    parts.append(f"```python\nfrom {home} import {last}\n```")
    for entry in entries(module):
        parts.append(f"{'###' if '.' in entry.name else '##'} {escaped(entry.name)}")
        parts.append(f"```python\n{entry.signature}\n```")
        parts.append(in_words(entry.doc, module))
        if entry.source and "." not in entry.name:
            summary = _("The source")
            parts.append(f'<details class="dl-fold">\n<summary>{summary}</summary>')
            parts.append(f"```python\n{entry.source}\n```\n\n</details>")
    return "\n\n".join(filter(None, parts)) + "\n"


def description(module: str, longest: int) -> str:
    """What a page holds, in a sentence for those who search: as many names as have room."""
    called = [entry.name for entry in entries(module) if "." not in entry.name]
    for count in range(len(called), 0, -1):
        said = n_(
            "What dlcourse.{module} holds, and how it is called: {some} and {n} more.",
            "What dlcourse.{module} holds, and how it is called: {some} and {n} more.",
            len(called) - count,
            module=module,
            some=listed(called[:count]),
        )
        if count == len(called):
            said = _(
                "What dlcourse.{module} holds, and how it is called: {all}.",
                module=module,
                all=listed(called),
            )
        if len(said) <= longest:
            break
    return said


def index() -> str:
    """The page that leads to the modules."""
    pages = [
        f"- {to(f'dlcourse.{name}', document(name))}: {told(blocks(inspect.getdoc(it))[0], name)}"
        for name, it in modules().items()
    ]
    return "\n\n".join([f"# {_(INDEX_TITLE)}", _(INDEX_HEAD), "\n".join(pages)]) + "\n"


INDEX_TITLE = Said("The package")
INDEX_HEAD = Said("""\
What can be called in `dlcourse`, and how? Each module has a page, which is made from what the code
says of itself. From a function it leads to its equation, to the rows of the lectures and to the
chapter, and the source unfolds below. [A map of the house](../contributors/map.md) shows which
module builds on which.""")


def in_words(doc: str, module: str) -> str:
    """A docstring as Markdown: its first sentence, its formulas, and then what it says of each."""
    parts = []
    for n, block in enumerate(blocks(doc)):
        if n == 0 or block.startswith(">>>"):
            parts.append(told(block, module))
        else:
            lines = block.splitlines()
            first = next((k for k, line in enumerate(lines) if ITEM.match(line)), len(lines))
            parts += [formulas(lines[:first], module), items(" ".join(lines[first:]), module)]
    return "\n\n".join(filter(None, parts))


def told(block: str, module: str) -> str:
    """A paragraph of a docstring, or an example in it."""
    if block.startswith(">>>"):
        return f"```pycon\n{block}\n```"
    return linked(" ".join(block.splitlines()), module)


def blocks(doc: str | None) -> list[str]:
    """The parts of a docstring that empty lines set apart; an example begins a part, too."""
    found: list[list[str]] = [[]]
    for line in (doc or "").splitlines():
        example = found[-1][:1] != [] and found[-1][0].startswith(">>>")
        if not line.strip() or (line.startswith(">>>") and not example):
            found.append([])
        if line.strip():
            found[-1].append(line)
    return ["\n".join(lines) for lines in found if lines]


def formulas(lines: list[str], module: str) -> str:
    """The lines of a docstring with its formulas, each in a line of its own."""
    whole: list[str] = []
    for line in lines:
        if whole and len(whole[-1]) > 70 and re.match(r"[a-z]{2,}\b(?! :?=|\()", line):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    shown = [
        "  ".join(formula(part, module) for part in re.split(r"(?<=\.) (?=[A-Z])|\s{2,}", line))
        for line in whole
    ]
    broken = "\\\n".join(shown)
    return f":::{{div}} dl-formula\n{broken}\n:::" if shown else ""


def formula(text: str, module: str) -> str:
    """A formula as code, anything else as words."""
    if not FORMULA.search(text) or "`" in text:
        return linked(text, module)
    end = text[len(text.rstrip(".,")) :]
    return f"`{text.rstrip('.,')}`{end}"


def items(text: str, module: str) -> str:
    """What a docstring says of its arguments, of what comes back, and where it comes from."""
    shown = []
    for part in filter(None, (part.strip() for part in ITEM.split(text))):
        if found := KNOWN.match(part):
            head, rest = found[1].rstrip(":"), part[found.end() :]
            if head.startswith("Chapter"):
                shown.append(f"{head}\n: {NUMBER.sub(lambda one: chapter(one[0]), rest)}\n")
                continue
        elif re.match(LABEL, part):
            label, _, rest = part.partition(": ")
            head = ", ".join(f"`{name}`" for name in label.split(", "))
        else:
            shown.append(linked(part, module) + "\n")
            continue
        shown.append(f"{head}\n: {linked(rest, module)}\n")
    return ":::{div} dl-items\n" + "\n".join(shown) + ":::" if shown else ""


def linked(text: str, module: str) -> str:
    """Words as Markdown, in which what has a place of its own leads there."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(
        code(part[1:-1], module) if part.startswith("`") else words(part, module) for part in parts
    )


def code(text: str, module: str) -> str:
    """Code in words, which leads to a module or to a name where it is one."""
    if text in modules():
        return to(text, document(text))
    entry = public().get(text) or public().get(f"{module}.{text}")
    return to(text, entry.place) if entry else f"`{text}`"


def words(text: str, module: str) -> str:
    """Words without code in them."""
    parts, at = [], 0
    for found in CITED.finditer(text):
        parts += [escaped(text[at : found.start()]), cited(found, module)]
        at = found.end()
    return "".join([*parts, escaped(text[at:])])


def cited(found: re.Match[str], module: str) -> str:
    """What a docstring cites, as a link: an equation, a row of the lectures, a chapter, a name."""
    if label := found["equation"]:
        return f"eq. {{eq}}`{label}`"
    if (row := found["row"]) and row in rows():
        return to(row, f"book/ledger#row-{row}")
    if found["chapter"]:
        return NUMBER.sub(lambda one: chapter(one[0]), found["chapter"])
    if (name := found["name"]) and f"{module}.{name}" in public():
        return code(name, module)
    return f"`{found[0]}`" if found["error"] or found["string"] else escaped(found[0])


@cache
def rows() -> set[str]:
    """The rows of the ledger."""
    return {row["id"] for row in ledger.load()["row"]}


def chapter(text: str) -> str:
    """The number of a chapter, with or without the word before it, as a link."""
    path = glossary.chapters().get(int(text.rpartition(" ")[2]))
    return to(text, f"book/{path.stem}") if path else text


def to(text: str, place: str) -> str:
    """A link to a place of the book."""
    return f"{{place}}`{text} <{place}>`"


def escaped(text: str) -> str:
    """Words in which nothing is a sign of Markdown."""
    return SPECIAL.sub(r"\\\1", text.replace(" -> ", " → "))


def files() -> dict[Path, str]:
    """What `make record` writes: for each page a file with its title."""
    note = "% Filled from the docstrings when the site is built: coursesite.data_pages.reference.\n"
    titles = {INDEX: "The package"} | {document(name): f"dlcourse.{name}" for name in modules()}
    return {ROOT / f"{name}.md": f"# {title}\n\n{note}" for name, title in titles.items()}


def in_toc(toc: str) -> str:
    """_toc.yml with the pages of today's modules."""

    def lines(found: re.Match[str]) -> str:
        pad = found[1]
        pages = "".join(f"{pad}    - file: {document(name)}\n" for name in modules())
        return f"{pad}- file: {INDEX}\n{pad}  sections:\n{pages}"

    return IN_TOC.sub(lines, toc)


def main() -> None:
    """Write the files of the pages, and their lines in _toc.yml."""
    wanted = files()
    for old in set((BOOK / "reference").rglob("*.md")) - set(wanted):
        old.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    TOC.write_text(in_toc(TOC.read_text("utf8")), "utf8")


if __name__ == "__main__":
    main()
