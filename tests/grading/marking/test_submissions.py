"""Finding one file of each student, in whatever tree they lie."""

import os

import pytest

from dlcourse.grading.marking import submissions
from dlcourse.grading.marking.submissions import find


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "submissions"
    made.mkdir()
    return made


def test_a_flat_folder_a_folder_each_and_nbgraders_tree(tmp_path):
    for name in (
        "flat/ana.ipynb",
        "flat/ben.py",
        "flat/notes.txt",
        "each/ana/x.py",
        "each/ana/.ipynb_checkpoints/x.ipynb",
        "each/ben/deep/er/x.ipynb",
        "nb/submitted/ana/03_logistic/x.ipynb",
        "nb/submitted/ana/04_loops/x.ipynb",
        "nb/submitted/ben/ps1/x.ipynb",
        "nb/source/03_logistic/x.ipynb",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    for top in ("flat", "each", "nb"):
        assert [s.student for s in find(tmp_path / top, "03")] == ["ana", "ben"], top
    [ana, _] = find(tmp_path / "nb", "03")
    assert "03_logistic" in str(ana.path)
    assert ana.notes == ()
    [one] = find(tmp_path / "flat" / "ben.py", "03")
    assert one.student == "ben"


def test_of_two_files_one_is_graded_and_the_row_says_which(folder):
    for name in ("ana.py", "ana.ipynb", "ben/b.ipynb", "ben/03.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    ana, ben = find(folder, "03")
    assert ana.notes == ("There are 2 files; ana.ipynb was graded, not ana.py.",)
    assert ben.notes == ("There are 2 files; 03.py was graded, not b.ipynb.",)


def test_the_folder_of_the_marks_is_no_student(folder):
    (folder / "ana.py").write_text("x")
    (folder / "marks" / "pages").mkdir(parents=True)
    assert [s.student for s in find(folder, "03", folder / "marks")] == ["ana"]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: p.symlink_to("/etc/passwd"), "links are not followed"),
        (lambda p: p.symlink_to("/dev/zero"), "links are not followed"),
        (lambda p: os.mkfifo(p), "not an ordinary file"),
        (lambda p: p.touch() or os.truncate(p, 200 << 20), "The file has 210 MB"),
        (lambda p: p.mkdir(), "There is no .ipynb or .py file."),
    ],
)
def test_what_is_no_file_to_read_is_a_reason(folder, make, reason):
    make(folder / "ana.py")
    [submission] = find(folder, "03")
    work = submission.read()
    assert work.data is None
    assert reason in work.notes[-1]


def test_odd_names_become_names_that_can_be_written():
    assert submissions.printable("a\nb") == r"a\nb"
    assert submissions.printable(os.fsdecode(b"\xff")) == r"\udcff"
    assert submissions.printable("\u202ea σ") == r"\u202ea σ"
