"""`python -m dlcourse.grading`: the command line where no script `dlcourse` is installed."""

from dlcourse.grading.cli import main

if __name__ == "__main__":
    main(prog_name="dlcourse")
