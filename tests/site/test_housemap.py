"""The map of the house says what the table of levels and the rooms' docstrings say."""

import pytest

from coursesite.data_pages import housemap

MAY = {("plots", "matplotlib"), ("plots", "cycler"), ("steps", "dlcourse._check")}
TABLE = {
    "LEVELS": {"": 0, "_check": 0, "board": 0, "steps": 0, "ops": 1, "plots": 2},
    "WITNESSES": {"board": {"numpy", "math"}},
    "GUESTS": {"matplotlib": {"plots"}, "cycler": {"plots"}},
    "judge": lambda me, name, inside: None if (me, name) in MAY else "no",
}
CODE = "x = 1\n" * 60


@pytest.fixture
def package(tmp_path):
    package = tmp_path / "dlcourse"
    for folder in ("ops", "ops/deep"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").write_text('"""Fast.\n\nMore."""\n' + CODE)
    for name in ("__init__", "_check", "board", "steps", "plots"):
        (package / f"{name}.py").write_text(f'"""What {name} does."""\n')
    return package


def test_the_page_is_as_new_as_the_data():
    page = housemap.PAGE.read_text("utf8")
    assert page == housemap.render(housemap.load()), "run `make record`"


def test_every_room_has_its_level_its_lines_its_words_and_its_rights(package):
    page = housemap.render(TABLE, package).replace(housemap.HEAD, "").replace(housemap.RULES, "")
    assert page.removesuffix(housemap.FOOT).split("\n") == [
        "| Level | Rooms |",
        "|---|---|",
        "| 2 | `plots` under 50 |",
        "| 1 | `ops` 100 |",
        "| 0 | `dlcourse` under 50 · `_check` under 50 · `board` under 50 · `steps` under 50 |",
        "",
        "## What each holds",
        "",
        "- **`plots`** What plots does.",
        "- **`ops`** Fast.",
        "- **`dlcourse`** What __init__ does.",
        "- **`_check`** What _check does.",
        "- **`board`** What board does.",
        "- **`steps`** What steps does.",
        "",
        "- `board` is a witness: it imports `math`, `numpy`, and nothing of ours.",
        "- `steps` imports from its own level: `_check`.",
        "- `plots` may import `cycler`, `matplotlib`.",
        "",
    ]


def test_a_room_that_the_package_does_not_have_is_an_error(package):
    with pytest.raises(FileNotFoundError, match=r"attic\.py"):
        housemap.render(TABLE | {"LEVELS": {"attic": 3}}, package)


def test_the_map_has_the_rooms_of_the_table_and_who_brings_in_whom():
    levels, page = housemap.load()["LEVELS"], housemap.PAGE.read_text("utf8")
    assert page.count("\n- **`") == len(levels) >= 20
    assert "\n- `data` may import `sklearn`.\n" in page


def test_comments_docstrings_and_empty_lines_are_no_lines_of_code(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        '"""One,\n\ntwo."""\n\n# why\nx = """\na\n"""  # code\n\n\ndef f():\n    "What."\n'
        "    # why\n    return (\n        1\n    )\n"
    )
    assert housemap.lines_of_code(path) == 3 + 1 + 3
