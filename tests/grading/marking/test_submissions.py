"""Finding one file of each student, in whatever tree they lie."""

import io
import os
import stat
import zipfile

import pytest

from dlcourse.grading.marking import submissions, unpacked
from dlcourse.grading.marking.submissions import find
from dlcourse.grading.marking.unpacked import Unpacker


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
        assert [s.student for s in find(tmp_path / top, "03").submissions] == ["ana", "ben"], top
    [ana, _] = find(tmp_path / "nb", "03").submissions
    assert "03_logistic" in str(ana.path)
    assert ana.notes == ()
    [one] = find(tmp_path / "flat" / "ben.py", "03").submissions
    assert one.student == "ben"


def test_of_two_files_one_is_graded_and_the_row_says_which(folder):
    for name in ("ana.py", "ana.ipynb", "ben/b.ipynb", "ben/03.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    ana, ben = find(folder, "03").submissions
    note = "There are 2 files, and one was graded: the one that is named beside the mark."
    assert ana.notes == ben.notes == (note,)
    assert (ana.read().file, ben.read().file) == ("ana.ipynb", "03.py")


def test_the_folder_of_the_marks_is_no_student(folder):
    (folder / "ana.py").write_text("x")
    (folder / "marks" / "pages").mkdir(parents=True)
    assert [s.student for s in find(folder, "03", folder / "marks").submissions] == ["ana"]


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
    [submission] = find(folder, "03").submissions
    work = submission.read()
    assert work.data is None
    assert reason in work.notes[-1]


def test_odd_names_become_names_that_can_be_written():
    assert submissions.printable("a\nb") == r"a\nb"
    assert submissions.printable(os.fsdecode(b"\xff")) == r"\udcff"
    assert submissions.printable("\u202ea σ") == r"\u202ea σ"
    assert submissions.printable("می\u200cخواهد") == "می\u200cخواهد"


def zipped(members):
    """The bytes of an archive; members: name -> bytes."""
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return target.getvalue()


def read(found):
    """Student -> bytes of the file that is graded."""
    return {s.student: s.read().data for s in found.submissions}


@pytest.mark.parametrize(
    ("name", "graded"),
    [
        ("ana.ipynb.json", "ana.ipynb"),
        ("ana.ipynb.txt", "ana.ipynb"),
        ("ana.py.txt", "ana.py"),
        ("ana.IPYNB", "ana.IPYNB"),
    ],
)
def test_an_ending_that_a_browser_put_behind_is_seen_through(folder, name, graded):
    (folder / name).write_text("x")
    [ana] = find(folder, "03").submissions
    assert (ana.student, ana.read().file) == ("ana", graded)


def test_what_is_no_submission_is_named(folder):
    for name in ("ana.py", "essay.pdf", "notes.txt"):
        (folder / name).write_text("x")
    assert find(folder, "03").others == ["essay.pdf", "notes.txt"]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("03_logistic", True),
        ("ps3", True),
        ("Exercise 3", True),
        ("2026-03-11", False),
        ("11.03.2026", False),
        ("ps13", False),
        ("30", False),
        ("hw03-final.ipynb", True),
    ],
)
def test_a_name_speaks_of_an_exercise_and_not_a_date(name, right):
    assert submissions.is_of(name, "03") is right


def test_nbgraders_tree_of_two_assignments_gives_the_right_one(folder):
    for name in ("ps1", "ps3"):
        (folder / "submitted" / "ana" / name).mkdir(parents=True)
        (folder / "submitted" / "ana" / name / "x.ipynb").write_text(name)
    assert read(find(folder, "03")) == {"ana": b"ps3"}


def test_archives_of_students_and_of_a_class_are_opened(folder):
    (folder / "ana.zip").write_bytes(zipped({"hw/x.py": b"ana", "hw/picture.png": b"x"}))
    (folder / "ben").mkdir()
    (folder / "ben" / "mine.zip").write_bytes(zipped({"03.ipynb": b"ben", "04.ipynb": b"other"}))
    with Unpacker() as unpack:
        assert read(find(folder, "03", unpack=unpack)) == {"ana": b"ana", "ben": b"ben"}
        assert unpack.refused == []
    whole = folder.parent / "class.zip"
    whole.write_bytes(
        zipped({"class/eva.py": b"eva", "class/ana.zip": (folder / "ana.zip").read_bytes()})
    )
    with Unpacker() as unpack:
        home = unpack._home
        assert read(find(whole, "03", unpack=unpack)) == {"ana": b"ana", "eva": b"eva"}
    assert not home.exists()


def test_no_member_of_an_archive_leaves_its_folder(folder):
    linked = zipfile.ZipInfo("link.py")
    linked.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "ana.zip", "w") as archive:
        for name in ("../up.py", "/etc/abs.py", "a/../../b.py", "..\\w.py", "C:/x.py", "good.py"):
            archive.writestr(name, "x")
        archive.writestr(linked, "/etc/passwd")
    with Unpacker() as unpack:
        assert read(find(folder, "03", unpack=unpack)) == {"ana": b"x"}
        inside = [p.relative_to(unpack._home) for p in unpack._home.rglob("*") if p.is_file()]
        assert [path.name for path in inside] == ["good.py"]
        assert len(unpack.refused) == 6
    assert not (folder.parent / "up.py").exists()


def test_an_archive_without_an_end_is_bounded(folder, monkeypatch):
    monkeypatch.setattr(unpacked, "LARGEST", 1000)
    monkeypatch.setattr(unpacked, "TOTAL", 1500)
    monkeypatch.setattr(unpacked, "MEMBERS", 4)
    deep = zipped({"x.py": b"deep"})
    for _ in range(4):
        deep = zipped({"in.zip": deep})
    for name, data in {
        "bomb": zipped({"a.py": b"0" * 10**7}),
        "many": zipped({f"{n}.py": b"x" for n in range(9)}),
        "sum": zipped({f"{n}.py": b"y" * 900 for n in range(3)}),
        "deep": deep,
        "broken": b"PK no archive",
    }.items():
        (folder / f"{name}.zip").write_bytes(data)
    with Unpacker() as unpack:
        found = read(find(folder, "03", unpack=unpack))
        said = " ".join(unpack.refused)
    assert found["many"] == b"x"
    assert found["sum"] == b"y" * 900
    assert found["bomb"] is found["deep"] is found["broken"] is None
    for what in ("a.py (too large)", "more than 4 files", "2.py (too large)", "in an archive",
                 "broken.zip ("):  # fmt: skip
        assert what in said or what.replace("2.py", "1.py") in said


def test_a_member_that_nobody_can_grade_is_named_or_leaves_its_student_a_row(folder):
    """Canvas's archive is flat, Moodle's has a folder each; a Mac adds one of its own."""
    flat, each = folder / "flat.zip", folder / "each.zip"
    flat.write_bytes(
        zipped({"ana_1_2_x.py": b"x", "ben_3_4_essay.pdf": b"no", "__MACOSX/._x.py": b""})
    )
    each.write_bytes(
        zipped({
            "Ana_1_assignsubmission_file/x.py": b"x",
            "Ben_2_assignsubmission_file/essay.pdf": b"no",
            "Eva_3_assignsubmission_file/": b"",
            "__MACOSX/Ana_1_assignsubmission_file/._x.py": b"",
        })
    )  # fmt: skip
    with Unpacker() as unpack:
        found = find(flat, "03", unpack=unpack)
        assert read(found) == {"ana_1_2_x": b"x"}
        assert found.others == ["ben_3_4_essay.pdf"]
        found = find(each, "03", unpack=unpack)
        assert found.others == []
        assert read(found) == {
            "Ana_1_assignsubmission_file": b"x",
            "Ben_2_assignsubmission_file": None,
            "Eva_3_assignsubmission_file": None,
        }
        assert {path.stat().st_size for path in unpack._home.rglob("*.pdf")} == {0}


@pytest.mark.parametrize("name", ["Ana Gil_7_assignsubmission_file", "submission_128"])
def test_the_only_hand_in_of_a_class_keeps_its_students_name(folder, name):
    (folder / "class.zip").write_bytes(zipped({f"{name}/x.py": b"x"}))
    with Unpacker() as unpack:
        assert read(find(folder / "class.zip", "03", unpack=unpack)) == {name: b"x"}


def test_gradescopes_export_has_a_folder_each_and_a_list_that_is_none(folder):
    (folder / "all.zip").write_bytes(
        zipped({
            "assignment_9_export/submission_1/x.py": b"one",
            "assignment_9_export/submission_2/y.ipynb": b"two",
            "assignment_9_export/submission_metadata.yml": b"",
        })
    )  # fmt: skip
    with Unpacker() as unpack:
        found = find(folder / "all.zip", "03", unpack=unpack)
    assert [s.student for s in found.submissions] == ["submission_1", "submission_2"]
    assert found.others == ["submission_metadata.yml"]
