"""Exports of learning platforms: the right cells are filled, and no other byte changes.

Where each layout is known from:

- Canvas: `lib/gradebook_exporter.rb` of canvas-lms. Heads with the assignment's number in brackets;
  a row "    Points Possible", above it one with "Manual Posting" where marks wait for a person; EX
  for who is excused, N/A for who was not asked; LastName and FirstName in place of Student where a
  course wants it. Files: `lib/content_zipper.rb`, name_LATE_number_number_file, or anon_… without
  names.
- Moodle: `mod/assign/feedback/offline/importgradeslib.php` (an upload finds rows by the number at
  the end of the identifier, and marks by the translated word for Grade), `locallib.php` beside it
  (marks may have a decimal comma, and those out of range are skipped), and worksheets in English
  and Spanish that other programs have in their tests; the German one is made after them.
- Gradescope: exports in the tests of other programs: of one assignment (First Name, Last Name, SID,
  Email, Sections, Total Score, Max Points, Status, Submission ID, Submission Time, …), and of a
  course ("Lab 1", "Lab 1 - Max Points", …). Hand-ins lie in folders submission_NUMBER beside
  submission_metadata.yml.
- nbgrader: `nbgrader/plugins/export.py`, a row for each assignment and student.
- Google Classroom publishes no layout of its export. A table with an address for each student and a
  column for each assignment is what teachers show of it.
"""

import unicodedata
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
    assert told[-1].endswith(" fits: ana_5_6, eve, nobody.")
    assert told[-2].endswith("so it stays: b_7_8, c_7_8.")
    assert "A mark of this run stands in 1 of 4 rows." in told


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


MANUAL = CANVAS.replace("\n    Points", "\n,,,,Manual Posting,Manual Posting\n    Points", 1)


@pytest.mark.parametrize("possible", ["20", "20.00", "20,00"])
def test_full_marks_are_found_below_canvass_row_of_manual_posting(tmp_path, possible):
    cell = f'"{possible}"' if "," in possible else possible
    export = MANUAL.replace("10,\n", f"10,{cell}\n")
    text, told = fill(tmp_path, export, "ID", [result("123", OF)])
    assert 'first""",7,20\n' in text
    assert f"Marks were scaled from {OF} points to {possible}." in told


def test_canvass_names_in_two_columns_change_nothing(tmp_path):
    export = (
        "LastName,FirstName,ID,SIS Login ID,Section,Exercise 03 (55)\n"
        "    Points Possible,,,,,20.00\nDoe,Jane,123,jane,A,\n"
    )
    text, _ = fill(tmp_path, export, "SIS Login ID", [result("doejane_123_9_hw")])
    assert text == export
    text, _ = fill(tmp_path, export, "ID", [result("doejane_123_9_hw", OF)])
    assert text == export.replace("jane,A,", "jane,A,20")


def test_who_is_excused_or_was_not_asked_is_told(tmp_path):
    export = CANVAS.replace("7,\n", "7,EX\n").replace("8,\n", "8,N/A\n")
    _, told = fill(tmp_path, export, "ID", [result("123"), result("124")])
    said = "Marks that stood there were replaced: 123 (EX became 1), 124 (N/A became 1)."
    assert said in told


def test_a_file_without_a_name_is_nobodys_even_if_its_letters_are_digits(tmp_path):
    text, told = fill(tmp_path, CANVAS, "ID", [result("anon_123_999_hw3")])
    assert 'first""",7,\n' in text
    assert told[-1].endswith("fits: anon_123_999_hw3.")


SPANISH = (
    "Identificador,Nombre completo,Dirección de correo,Estado,Calificación,Calificación máxima\r\n"
    'Participante 77,LÓPEZ GARCÍA ANA,ana@x.es,Enviado,,"100,00"\r\n'
    'Participante 78,RUIZ EVA,eva@x.es,Enviado,,"100,00"\r\n'
)


def test_moodles_number_is_found_behind_its_word_in_any_language(tmp_path):
    german = {"column": "Bewertung", "maximum": "Bestwertung"}
    file = "Jürgen Groß_77_assignsubmission_file"
    text, _ = fill(tmp_path, GERMAN, "ID", [result(file, OF)], **german)
    assert "Groß;10;10,00\r\n" in text
    spanish = {"column": "Calificación", "maximum": "Calificación máxima"}
    file = "López García Ana_77_assignsubmission_file_"
    text, _ = fill(tmp_path, SPANISH, "Identificador", [result(file, OF)], **spanish)
    assert 'Enviado,100,"100,00"\r\nParticipante 78,RUIZ EVA,eva@x.es,Enviado,,' in text


@pytest.mark.parametrize(
    ("export", "match"),
    [(SPANISH, "Identificador"), ("login,name\ns77,Ruiz Eva\ns78,Mora Luz\n", "login")],
)
def test_a_number_alone_is_not_enough_where_the_name_is_anothers(tmp_path, export, match):
    file = "Ana Gil_77_assignsubmission_file"
    text, told = fill(tmp_path, export, match, [result(file)], column=None)
    assert text.count(",1") == export.count(",1")
    assert told[-1].endswith(f"fits: {file}.")


GRADESCOPE = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,"
    "Submission Time,Lateness (H:M:S)\n"
    "Jane,Doe,101,jane@x.edu,,11.5,12.0,Graded,128746829,2022-06-25 13:16:26 -0600,00:00:00\n"
    "Joe,Jam,102,joe@x.edu,,,12.0,Missing\n"
)


def test_gradescopes_folders_are_found_by_the_number_of_the_hand_in(tmp_path):
    text, told = fill(
        tmp_path, GRADESCOPE, "Submission ID", [result("submission_128746829", OF)],
        column="Total Score", maximum="Max Points",
    )  # fmt: skip
    assert text == GRADESCOPE.replace(",11.5,", ",12,")
    assert "Marks that stood there were replaced: submission_128746829 (11.5 became 12)." in told


def test_gradescopes_export_of_a_course_says_full_marks_beside_each_assignment(tmp_path):
    export = "Name,SID,Exercise 03,Exercise 03 - Max Points,Lab 1,Lab 1 - Max Points\n"
    text, told = fill(tmp_path, export + "Jane,101,,24.0,,5.0\n", "SID", [result("101", OF)])
    assert text == export + "Jane,101,24,24.0,,5.0\n"
    assert f"Marks were scaled from {OF} points to 24.0." in told


NBGRADER = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
    "late_submission_penalty,score,max_score\n"
    "ps3,None,,ana,A,B,,0.0,0.0,0.0,40.0\nps3,None,,ben,C,D,,0.0,0.0,0.0,40.0\n"
)


def test_nbgraders_export_of_one_assignment_is_filled_and_of_two_is_not(tmp_path):
    options = {"column": "score", "maximum": "max_score"}
    text, _ = fill(tmp_path, NBGRADER, "student_id", [result("ana", OF)], **options)
    assert text == NBGRADER.replace("A,B,,0.0,0.0,0.0,", "A,B,,0.0,0.0,40,")
    twice = NBGRADER + NBGRADER.partition("\n")[2].replace("ps3", "ps4")
    text, told = fill(tmp_path, twice, "student_id", [result("ana", OF)], **options)
    assert text == twice
    assert told[-1].endswith("fits: ana.")


def test_a_new_column_and_marks_without_a_scale_are_told(tmp_path):
    text, told = fill(tmp_path, "name\nana\n", "name", [result("ana")])
    assert text == "name,Exercise 03\nana,1\n"
    assert told[0].startswith("Filled a new column 'Exercise 03', since none is named after")
    assert f"marks are points of {OF}; --maximum" in told[2]
    _, told = fill(tmp_path, CANVAS, "ID", [result("123")])  # there the cell is filled with it
    assert not any("--maximum" in sentence for sentence in told)


@pytest.mark.parametrize(
    ("cell", "student"),
    [
        (" Jane  Doe ", "jane doe"),
        ("Jane\u00a0Doe", "Jane Doe"),
        ("Jürgen Groß", unicodedata.normalize("NFD", "Jürgen Groß")),
        ("نیلوفر می\u200cخواهد", "نیلوفر میخواهد"),
        ('"Doe, ""J"""', 'Doe, "J"'),
        ('"Doe,\nJane"', "Doe, Jane"),
    ],
)
def test_one_name_is_one_whatever_way_its_letters_came(tmp_path, cell, student):
    text, _ = fill(tmp_path, f"name ,note\n{cell},x\n", "Name", [result(student)])
    assert text == f"name ,note,Exercise 03\n{cell},x,1\n"


def test_a_column_of_students_that_is_there_twice_is_refused(tmp_path):
    with pytest.raises(Unfillable, match="2 columns 'Email'"):
        fill(tmp_path, "Email,email\na,b\n", "Email", [])


@pytest.mark.parametrize("largest", ["Satisfactory", "0", "0.00", "-5"])
def test_a_column_whose_largest_mark_is_no_number_is_refused(tmp_path, largest):
    with pytest.raises(Unfillable, match=f"largest mark of the column 'Grade' is '{largest}'"):
        fill(tmp_path, MOODLE.replace("100.00", largest), "Full name", [result("Jane Doe")])


def test_a_scale_that_is_no_number_is_refused_before_anything_is_graded(tmp_path):
    with pytest.raises(Unfillable, match="'Satisfactory', which is no positive number"):
        fill(tmp_path, MOODLE.replace("100.00", "Satisfactory"), "Full name", [])


def test_a_row_without_full_marks_is_refused_where_others_have_them(tmp_path):
    export = MOODLE.replace("Jane Doe,,100.00", "Jane Doe,,")
    text, _ = fill(tmp_path, export, "Full name", [result("'Ann' O'Neil", OF)])
    assert "O'Neil,100,100.00" in text
    with pytest.raises(Unfillable, match="largest mark of the column 'Grade' is ''"):
        fill(tmp_path, export, "Full name", [result("Jane Doe")])


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
