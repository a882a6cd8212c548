"""Text that would reach a reader without a translation: what code says and no `_` or Said holds."""

import ast
import re

SAYING = {"_", "n_", "of_", "Said"}  # of dlcourse/_words.py
PATTERN = {"compile", "fullmatch", "sub", "pick", "first"}  # of re, and of a page's tree
PROGRAMMERS = {"ValueError", "KeyError", "TypeError", "ImportError", "NotImplementedError"}
PROGRAMMERS |= {"SourceError"}  # of an exercise, for its author
TAG = re.compile(r"<[^>]*>")
FORMULA, WORD = re.compile(r"\$[^$]*\$"), re.compile(r"[A-Za-z]{2,}")
# Which arguments of a call a reader sees, in order or by name; and which are words for the program.
SEEN = {
    **{"text": (2,), "annotate": (0,), "set_title": (0,), "supxlabel": (0,), "_heading": (3,)},
    **{"set_xlabel": (0,), "set_ylabel": (0,), "panel": (0, 1), "_panel": (0, 1), "limits": (1, 2)},
    **{"set_xticks": (1,), "set_yticks": (1,), "set_xticklabels": (0,), "set_yticklabels": (0,)},
    **{"legend": (1,), "Frame": (1, 2), "Slider": (0,), "Choice": (0, 1), "Table": (0, 1)},
}
SEEN_BY_NAME = {"alt", "readout", "label", "labels", "xlabel", "ylabel", "title", "unit", "caption"}
FOR_THE_PROGRAM = {"loc", "ha", "va", "ls", "color", "weight", "axis", "play", "aspect", "boxstyle"}


def unsaid(source):
    """Return line and text of each literal with a letter and a space that is not said.

    Docstrings, patterns and what is raised for programmers are not for a reader. What says a
    sentence gets it whole: no f-string, and no sum of literals.
    """
    tree = ast.parse(source)
    passed = {id(node) for part in ast.walk(tree) for node in _elsewhere(part)}
    found = []
    _look(tree, passed, found)
    return found


def in_sight(source, names=()):
    """Return line and text of each literal in code that draws which a reader sees untranslated.

    Those are sentences as `unsaid` finds them, but for formulas and keys; single words where a
    reader sees them; and words of which one is chosen while the code runs, for a piece of a
    sentence. names: what is the same in every language.
    """
    tree = ast.parse(source)
    shown = {id(n): n for call in ast.walk(tree) for part in _shown(call) for n in _literals(part)}
    chosen = (n for n in ast.walk(tree) if isinstance(n, ast.IfExp))
    pieces = {id(n): n for one in chosen for n in (one.body, one.orelse) if _text(n)}
    spaced = {id(n): n for n in _literals(tree) if " " in _text(n)}
    said = {id(n) for part in ast.walk(tree) for one in _elsewhere(part) for n in ast.walk(one)}
    keys = {
        id(n) for part in ast.walk(tree) for one in _for_the_program(part) for n in ast.walk(one)
    }
    return sorted(
        (node.lineno, _text(node))
        for known, node in (shown | pieces | spaced).items()
        if known not in said | keys
        and WORD.search(FORMULA.sub("", _text(node)))
        and _text(node) not in names
    )


def _literals(node):
    """Return the outermost literals, f-strings and sums of literals under a node."""
    if _text(node):
        return [node]
    return [found for child in ast.iter_child_nodes(node) for found in _literals(child)]


def _shown(node):
    """Yield the arguments of a call that a reader sees."""
    if isinstance(node, ast.Call):
        order = SEEN.get(_name(node), ())
        yield from (arg for k, arg in enumerate(node.args) if k in order)
        yield from (key.value for key in node.keywords if key.arg in SEEN_BY_NAME)


def _for_the_program(node):
    """Yield keys, what is looked up or compared, and the arguments that no reader sees."""
    if isinstance(node, ast.Dict):
        yield from (key for key in node.keys if key is not None)
    if isinstance(node, ast.DictComp):
        yield node.key
    if isinstance(node, ast.Subscript):
        yield node.slice
    if isinstance(node, ast.Compare):
        yield node
    if isinstance(node, ast.keyword) and node.arg in FOR_THE_PROGRAM:
        yield node.value


def _look(node, passed, found):
    if id(node) in passed:
        return
    if text := _text(node):
        if " " in text and re.search("[A-Za-z]", text):
            found.append((node.lineno, text))
        return
    for child in ast.iter_child_nodes(node):
        _look(child, passed, found)


def _text(node):
    """Return the text of a literal, of an f-string or of a sum with a literal; tags are no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return TAG.sub("", node.value)
    if isinstance(node, ast.JoinedStr):
        pieces = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return TAG.sub("", "".join(pieces))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    return ""


def _elsewhere(node):
    """Yield the literals under a node that are said already, or that no reader sees."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
        yield node.body[0]
    if isinstance(node, ast.Raise) and _name(node.exc) in PROGRAMMERS:
        yield node.exc
    if _name(node) in SAYING:
        yield from (arg for arg in node.args if isinstance(arg, ast.Constant))
    if _name(node) in PATTERN:
        yield from node.args
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
        yield node.annotation


def _name(node):
    return ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
