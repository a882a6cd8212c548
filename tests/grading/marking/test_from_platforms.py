"""The page for teachers, "From your platform and back", typed as written, on four invented classes.

The layouts are those that test_roster.py names the sources of. The names are awkward on purpose:
in Persian, with commas and apostrophes, with spaces at their ends, and two students of one name.
"""

import re
import shlex
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from handed_in import book, solutions
from sandboxed import require_sandbox
from stamps import reads

from dlcourse.grading.exercise.shelf import load

pytestmark = reads("dlcourse", "exercises", "book/for_teachers.md")
ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "book" / "for_teachers.md").read_text("utf8")
SECTION = PAGE.partition("### From your platform and back")[2].partition("\n### ")[0]
COMMANDS = re.findall(r"```shell\n(.*?)\n```", SECTION, re.DOTALL)
EXERCISE = load("03")
FULL = book(solutions(EXERCISE)).encode()
NOTHING = book("x = 1").encode()
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"

CANVAS = "\ufeff" + (
    'Student,ID,SIS Login ID,Section,Logistic regression reading quiz (54),"Exercise 03 (55)",'
    "Final Score\n"
    ",,,,,Manual Posting,\n"
    "    Points Possible,,,,10.00,50.00,(read only)\n"
    '"احمدی, سارا",1001,sara,A,9,,90\n'
    '"O\'Neil, Ann-Marie, Jr.",1002,ann,"A, ""early""",8,,80\n'
    '"Doe, Jane",1003,jane1,A,7,,70\n'
    '"Doe, Jane",1004,jane2,B,6,12,60\n'
    '" Smith , Bob ",1005,bob,A,5,,50\n'
    '"Gil, Eva",1006,eva,A,4,,40\n'
    '"Mora, Luz",1007,luz,A,3,EX,30\n'
    '"Student, Test",1999,test,A,,,\n'
)
CANVAS_FILES = {
    "احمدیسارا_1001_9001_تمرین ۳.ipynb": FULL,
    "oneilannmariejr_LATE_1002_9002_03 final (1).ipynb": NOTHING,
    "doejane_1003_9003_1004.ipynb": NOTHING,  # a file called by the number of another student
    "doejane_1004_9004_hw.ipynb": FULL,
    "gileva_1006_9006_essay.pdf": b"%PDF",
    "moraluz_1007_9007_a.ipynb": FULL,
    "moraluz_1007_9008_b.ipynb": NOTHING,
}

MOODLE = "\ufeff" + (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Feedback comments\r\n"
    f"Participant 77,سارا می{ZWNJ}خواهد,s@x.ir,Submitted for grading - - ,,100.00,Yes,-,\r\n"
    'Participant 78,"Jürgen Groß, Dr.",j@x.de,Submitted,,100.00,Yes,-,"two\r\nlines, ""now"""\r\n'
    "Participant 79,Jane Doe,a@x.uk,Submitted,,100.00,Yes,-,=not a formula\r\n"
    "Participant 80,Jane Doe,b@x.uk,Submitted,40.00,100.00,Yes,-,\r\n"
    "Participant 81, Bob  Smith ,c@x.uk,No submission,,100.00,Yes,-,\r\n"
    "Participant 82,Eva Gil,d@x.uk,Submitted,,100.00,Yes,-,\r\n"
)
MOODLE_FILES = {
    f"سارا می{ZWNJ}خواهد_77_assignsubmission_file/کار.ipynb": FULL,
    unicodedata.normalize("NFD", "Jürgen Groß, Dr._78_assignsubmission_file/03.ipynb"): NOTHING,
    "Jane Doe_79_assignsubmission_file/Jane Doe_80_assignsubmission_file.ipynb": NOTHING,
    "Jane Doe_80_assignsubmission_file/03.ipynb": FULL,
    "Eva Gil_82_assignsubmission_file/essay.docx": b"PK",
}
SPANISH = (
    "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima\r\n"
    'Participante 77,NÚÑEZ GARCÍA ANA,ana@x.es,Enviado,,"20,00"\r\n'
    'Participante 78,RUIZ EVA,eva@x.es,Enviado,,"20,00"\r\n'
)
SPANISH_FILES = {
    "NÚÑEZ GARCÍA ANA_77_assignsubmission_file/mío.ipynb": FULL,
    "RUIZ EVA_78_assignsubmission_file/mía.ipynb": NOTHING,
}
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,"
    "Submission Time,Lateness (H:M:S)\n"
    "سارا,احمدی,101,s@x.ir,,,58.0,Ungraded,300111,2026-10-05 13:16:26 +0000,00:00:00\n"
    '"Ann, Jr.", O\'Neil ,102,a@x.uk,,3.5,58.0,Graded,300112,2026-10-05 13:16:26 +0000,00:00:00\n'
    "Joe,Jam,103,j@x.uk,,,58.0,Missing\n"
)
GRADESCOPE_FILES = {
    "assignment_77_export/submission_300111/تمرین.ipynb": FULL,
    "assignment_77_export/submission_300112/03.ipynb": NOTHING,
    "assignment_77_export/submission_metadata.yml": b"---\n",
}

# What changes in each table, and what the command says.
CLASSES = {
    "canvas.csv": (
        COMMANDS[0], CANVAS, CANVAS_FILES,
        {"A,9,,90": "A,9,50,90", '""",8,,80': '""",8,0,80', "A,7,,70": "A,7,0,70",
         "B,6,12,60": "B,6,50,60"},
        ("Left aside, since they are neither notebooks nor Python: 1 (gileva_1006_9006_essay.pdf).",
         "Filled the column 'Exercise 03 (55)'.", "stands in 4 of 8 rows",
         f"scaled from {EXERCISE.points} points to 50.00", "doejane_1004_9004_hw (12 became 50)",
         "so it stays: moraluz_1007_9007_a, moraluz_1007_9008_b."),
    ),
    "moodle.csv": (
        COMMANDS[1], MOODLE, MOODLE_FILES,
        {"grading - - ,,": "grading - - ,100,", "j@x.de,Submitted,,": "j@x.de,Submitted,0,",
         "a@x.uk,Submitted,,": "a@x.uk,Submitted,0,", "40.00,100": "100,100",
         "d@x.uk,Submitted,,": "d@x.uk,Submitted,0,"},
        ("Filled the column 'Grade'.", "stands in 5 of 6 rows", "(40.00 became 100)"),
    ),
    "spanish": (
        COMMANDS[2], SPANISH, SPANISH_FILES,
        {'ana@x.es,Enviado,,': 'ana@x.es,Enviado,20,', 'eva@x.es,Enviado,,': 'eva@x.es,Enviado,0,'},
        ("Filled the column 'Calificación'.", "stands in 2 of 2 rows"),
    ),
    "gradescope.csv": (
        COMMANDS[3], GRADESCOPE, GRADESCOPE_FILES,
        {"s@x.ir,,,": "s@x.ir,,58,", "a@x.uk,,3.5,": "a@x.uk,,0,"},
        ("Left aside, since they are neither notebooks nor Python: 1 (submission_metadata.yml).",
         "(3.5 became 0)", "stands in 2 of 2 rows"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("platform", CLASSES)
def test_a_class_comes_from_its_platform_and_its_marks_go_back(platform, tmp_path):
    require_sandbox()
    command, table, files, changes, said = CLASSES[platform]
    words = shlex.split(command)
    roster = words[words.index("--roster") + 1]
    (tmp_path / roster).write_bytes(table.encode())
    (tmp_path / ".venv").symlink_to(sys.prefix)
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for sentence in (*said, f"The filled export: grades/{roster}"):
        assert sentence in done.stderr
    wanted = table
    for before, after in changes.items():
        assert wanted.count(before) == 1
        wanted = wanted.replace(before, after)
    assert (tmp_path / "grades" / roster).read_bytes().decode() == wanted
    assert (tmp_path / roster).read_bytes() == table.encode()


def test_all_commands_of_the_section_are_typed_here():
    assert [command for command, *_ in CLASSES.values()] == COMMANDS
