"""Exports of learning platforms: the right cells are filled, and no other byte changes.

The layouts are those of the platforms' own documentation: Canvas's gradebook export (heads with the
assignment's number in brackets, a row "Points Possible"), Moodle's offline grading worksheet
(Identifier "Participant 77", a column "Maximum grade" for each row; in German with semicolons and
decimal commas), Gradescope's roster (Full Name, SID, Email), nbgrader's students.csv (id first) and
a Google Classroom export, which has an address and a column for each assignment.
"""

from dataclasses import replace

import pytest
from toy_exercise import toy

from dlcourse.grading.marking.marks import GRADED, NOT_GRADED, Result
from dlcourse.grading.marking.roster import Unfillable, filled
from dlcourse.grading.marking.sheet import Sheet

EXERCISE = replace(toy()[0], number="03", title="Logistic regression")
OF = EXERCISE.points
CANVAS = (
    "\ufeffStudent,ID,SIS Login ID,Section,Logistic Regression reading quiz (54),Exercise 03 (55)\n"
    "    Points Possible,,,,10,\n"
    '"Doe, Jane",123,jane,"A ""first""",7,\n'
    '"=Evil, Bob",124,bob,B,8,\n'
)
MOODLE = (
    "Identifier,Full name,Grade,Maximum grade,Grade can be changed\r\n"
    "Participant 77,Jane Doe,,100.00,Yes\r\n"
    "Participant 78,'Ann' O'Neil,,100.00,Yes\r\n"
)
GERMAN = "ID;Vollständiger Name;Bewertung;Bestwertung\r\nTeilnehmer/in77;Jürgen Groß;;10,00\r\n"


def result(student, points=1, status=GRADED):
    return Result(student, f"{student}.ipynb", "0", points, OF, status)


def fill(tmp_path, export, match, results, **options):
    """The export's new bytes and what was told, of an export given as text or bytes."""
    path = tmp_path / "export.csv"
    path.write_bytes(export if isinstance(export, bytes) else export.encode("utf8"))
    done = filled(path, match, EXERCISE, results, **options)
    return done.data if isinstance(export, bytes) else done.data.decode("utf8"), done.told


def test_only_the_cells_of_marks_change(tmp_path):
    text, told = fill(tmp_path, CANVAS, "ID", [result("123")])
    assert text == CANVAS.replace("10,\n", f"10,{OF}\n").replace('first""",7,', 'first""",7,1')
    assert told[0] == "Filled the column 'Exercise 03 (55)'."


@pytest.mark.parametrize(
    ("export", "match", "student", "row"),
    [
        (CANVAS, "SIS Login ID", "jane", '"Doe, Jane",123,jane,"A ""first""",7,1'),
        (CANVAS, "ID", "doejane_LATE_123_999_hw3", '"Doe, Jane",123,jane,"A ""first""",7,1'),
        (CANVAS, "ID", "doejane_123_999", '"Doe, Jane",123,jane,"A ""first""",7,1'),
        (MOODLE, "Identifier", "Jane Doe_77_assignsubmission_file_", "Participant 77,Jane Doe,"),
        (MOODLE, "Full name", "jane  doe_77_assignsubmission_file_x", "Participant 77,Jane Doe,"),
        ("Full Name,SID,Email\nJane,9,j@x.y\n", "Email", "j@x.y", "Jane,9,j@x.y,1"),
        ("id,first_name,last_name,email\nana,A,B,\n", "id", "ana", "ana,A,B,,1"),
        ("Email Address,Exercise 3\na@b.c,\n", "Email Address", "a@b.c", "a@b.c,1"),
    ],
)
def test_a_student_is_found_where_each_platform_puts_the_name(
    tmp_path, export, match, student, row
):
    text, told = fill(tmp_path, export, match, [result(student)])
    assert row in text
    assert not any("fits" in sentence for sentence in told)


@pytest.mark.parametrize(
    "student", ["doejane_999_5_124", "mine_124", "a_124_b", "x_999_assignsubmission_file_124"]
)
def test_what_a_student_names_a_file_puts_no_mark_into_the_row_of_another(tmp_path, student):
    text, told = fill(tmp_path, CANVAS, "ID", [result(student, 2)])
    assert '"=Evil, Bob",124,bob,B,8,\n' in text
    assert told[-1].startswith("No single row of")
    assert student in told[-1]


def test_marks_never_go_to_two_people_or_to_the_wrong_one(tmp_path):
    students = ["ana", "ana_5_6", "b_7_8", "c_7_8", "eve", "nobody"]
    names = "name,n\nana,\n7,\neve,\neve,\n"
    text, told = fill(tmp_path, names, "name", [result(s) for s in students])
    assert text == "name,n,Exercise 03\nana,,1\n7,\neve,\neve,\n"
    assert told[-1].endswith("ana_5_6, b_7_8, c_7_8, eve, nobody.")


def test_marks_are_scaled_to_what_the_platform_calls_full_marks(tmp_path):
    text, told = fill(tmp_path, MOODLE, "Identifier", [result("x_77_assignsubmission_", OF)])
    assert "Participant 77,Jane Doe,100,100.00,Yes\r\n" in text
    assert f"Marks were scaled from {OF} points to 100.00." in told
    canvas = CANVAS.replace("10,\n", "10,7.5\n")
    text, told = fill(tmp_path, canvas, "ID", [result("123", 1)])
    assert f'first""",7,{round(7.5 / OF, 2):g}\n' in text
    text, told = fill(tmp_path, CANVAS, "ID", [result("123", 1)], maximum="50")
    assert f'first""",7,{round(50 / OF, 2):g}\n' in text


def test_a_decimal_comma_stays_one(tmp_path):
    text, _ = fill(
        tmp_path, GERMAN, "Vollständiger Name", [result("Jürgen Groß")],
        column="Bewertung", maximum="Bestwertung",
    )  # fmt: skip
    assert f"Groß;{f'{10 / OF:.2f}'.rstrip('0').rstrip('.').replace('.', ',')};10,00\r\n" in text


@pytest.mark.parametrize("largest", ["Satisfactory", "0", "0.00", "-5"])
def test_a_column_whose_largest_mark_is_no_number_is_refused(tmp_path, largest):
    with pytest.raises(Unfillable, match=f"largest mark of the column 'Grade' is '{largest}'"):
        fill(tmp_path, MOODLE.replace("100.00", largest), "Full name", [result("Jane Doe")])


def test_a_mark_that_stood_there_is_told(tmp_path):
    export = "name,Exercise 03\nana,2\nben,1\neva,\n"
    text, told = fill(tmp_path, export, "name", [result("ana"), result("ben"), result("eva")])
    assert text == "name,Exercise 03\nana,1\nben,1\neva,1\n"
    assert "Marks that stood there were replaced: ana (2 became 1)." in told


def test_who_was_not_graded_keeps_the_cell(tmp_path):
    export = "name,Exercise 03\nana,2\n"
    text, _ = fill(tmp_path, export, "name", [result("ana", status=NOT_GRADED)])
    assert text == export


@pytest.mark.parametrize(
    "head",
    ["Exercise 03", "exercise 3 (77)", "Logistic regression", "Exercise 3: Logistic Regression"],
)
def test_the_column_of_the_exercise_is_found(tmp_path, head):
    export = f"name,Logistic regression quiz,Exercise 30,Exercise 03b,{head}\nana,5,5,5,\n"
    text, told = fill(tmp_path, export, "name", [result("ana")])
    assert text.endswith("ana,5,5,5,1\n")
    assert told[0] == f"Filled the column {head!r}."


def test_two_columns_that_could_be_meant_are_refused_and_the_option_decides(tmp_path):
    export = "name,Exercise 3,Logistic regression\nana,,\n"
    with pytest.raises(Unfillable, match=r"'Exercise 3', 'Logistic regression'\. Say --column\."):
        fill(tmp_path, export, "name", [])
    text, _ = fill(tmp_path, export, "name", [result("ana")], column="logistic  Regression")
    assert text == "name,Exercise 3,Logistic regression\nana,,1\n"
    with pytest.raises(Unfillable, match="no column 'Grade'"):
        fill(tmp_path, export, "name", [], column="Grade")
    with pytest.raises(Unfillable, match="2 columns 'a'"):
        fill(tmp_path, "name,a,A\n", "name", [], column="a")
    with pytest.raises(Unfillable, match="no column 'Best' of full marks"):
        fill(tmp_path, export, "name", [], column="Exercise 3", maximum="Best")


@pytest.mark.parametrize(("export", "there"), [("a,b\n", "a, b"), ("", "none")])
def test_an_export_without_the_students_column_is_refused(tmp_path, export, there):
    with pytest.raises(Unfillable, match=f"no column 'ID'. Its columns: {there}"):
        fill(tmp_path, export, "ID", [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_line_ends_and_separators_stay(tmp_path, encoding, end, separator):
    lines = ["name,Größe,Exercise 03", 'ana,"a,;\tb ""c""",', "'ben,ß,", "", "eva,x"]
    export = end.join(lines).replace(",", separator).encode(encoding)
    data, _ = fill(tmp_path, export, "name", [result("ana"), result("'ben"), result("eva")])
    lines[1:3], lines[4] = ['ana,"a,;\tb ""c""",1', "'ben,ß,1"], "eva,x,1"
    assert data == end.join(lines).replace(",", separator).encode(encoding)


@pytest.mark.parametrize(
    "text", ["", "a", "a,b", "a,b\n", '"', '"a\nb', 'a"b,"c"d\n', ",,\n,\n\n", '"a\r\nb",c\r\n\r\n']
)
def test_what_is_not_changed_comes_back_to_the_byte(text):
    assert Sheet.read(text.encode(), "x").written() == text.encode()
