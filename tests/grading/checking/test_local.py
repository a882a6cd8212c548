"""The student's own check of a file, in this process, from the command line."""

from command_line import typed

from dlcourse.grading.marking import command


def test_check_answers_for_a_file_in_this_process(tmp_path):
    source = "import numpy as np\nprint('noise')\n1 / 0\ndef sigmoid(z): return np.zeros_like(z)\n"
    path = tmp_path / "03_mine.py"
    path.write_text(source)
    done = typed("check", path)
    assert done.exit_code == command.FAILING
    assert "In line 3 a statement stopped with ZeroDivisionError." in done.output
    assert "03.1 sigmoid" in done.output
    assert "There is no function bce" in done.output
    assert "noise" not in done.output


def test_check_finds_the_exercise_in_the_file_its_name_or_the_option(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("from dlcourse.grading import check\ncheck('03')\n")
    assert "Exercise 03" in typed("check", path).output
    path.write_text("x = 1\n")
    done = typed("check", path)
    assert done.exit_code == 2
    assert "--exercise 03" in done.output
    assert "Exercise 03" in typed("check", path, "--exercise", "3").output
    assert "There is no exercise '77'" in typed("check", path, "--exercise", "77").output
