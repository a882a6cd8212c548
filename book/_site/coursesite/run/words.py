"""What the running page says: every sentence whole, and in the language of the site."""

from __future__ import annotations

from dlcourse._words import Said, _

# By the name with which the scripts ask for it; a script fills the places.
WORDS = {
    "cell": Said("Cell {cell}"),
    "run": Said("Run"),
    "edit": Said("Edit"),
    "stop": Said("Stop"),
    "reset": Said("Reset"),
    "code": Said("Code of cell {cell}. Shift and Enter run it, Tab leaves it."),
    "coming": Said("Python is on its way. It comes once for this page."),
    "drawing": Said("What draws pictures is on its way."),
    "running": Said("Cell {cell} is running."),
    "first": Said("Cell {cell} above runs first, as it stands now."),
    "slow": Said("This takes about {seconds} seconds in a page."),
    "long": Said("Cell {cell} is still running. Stop ends it."),
    "busy": Said("Cell {cell} is running. This one can run once it has ended, or Stop ended it."),
    "unkept": Said(
        "This browser has no room left to keep what you write. Download the notebook before you "
        "leave this page."
    ),
    "done": Said("Done in {seconds} s."),
    "above": Said("Cell {cell} above stopped with an error, so this one did not run."),
    "error": Said("Cell {cell} stopped with an error."),
    "error_line": Said("Cell {cell} stopped with an error in line {line}."),
    "error_elsewhere": Said("An error stopped this cell: it arose in cell {cell}, line {line}."),
    "memory": Said(
        "Cell {cell} asked for more memory than a page can have. Make something smaller, and run "
        "it again."
    ),
    "full": Said(
        "Cell {cell} filled the memory that a page can have. Python starts afresh at the next Run, "
        "and the cells above run first."
    ),
    "input": Said(
        "Cell {cell} waits for something to be typed, which a page cannot do. Write the value into "
        "the code instead."
    ),
    "process": Said(
        "Cell {cell} starts a process or a thread, which a page cannot do. The student kit can."
    ),
    "network": Said(
        "Cell {cell} asks for something on a network. There is none here: code in this page can "
        "neither fetch nor send anything."
    ),
    "exit": Said("Cell {cell} asked Python to end. In a page it goes on."),
    "magic": Said(
        "Cell {cell} has a line that begins with % or !, or ends with a question mark. JupyterLab "
        "reads such lines; Python, and so this page, does not."
    ),
    "broken": Said(
        "Python broke down while cell {cell} ran. It starts afresh at the next Run, and the cells "
        "above run first."
    ),
    "stopped": Said(
        "Stopped. Python starts afresh at the next Run, and the cells above run first."
    ),
    "absent": Said(
        "Python did not arrive. Are you offline, or is this page open within an archive? Run tries "
        "again."
    ),
    "failed": Said("Python did not start in this browser: {reason}"),
    "figure": Said("A figure that this cell drew."),
    "more": Said("More was printed, which is not shown."),
    "reset_done": Said("The cell is as it was printed."),
    "still": Said(
        "The sliders of this picture move where Python draws it anew: in the student kit."
    ),
    "download": Said("Download with your changes"),
    "open": Said("Open notebook"),
    "opened": Said("The cells of {file} are in the page."),
    "opened_more": Said(
        "The cells of {file} are in the page. Code of its own cells stands before that of the cell "
        "that follows."
    ),
    "unknown": Said("{file} is no notebook of this page, so nothing was changed."),
    "other": Said(
        "{file} belongs to exercise {exercise}. Open it in the page of that exercise; nothing was "
        "changed here."
    ),
    "unread": Said(
        "{file} cannot be read as a notebook, so nothing was changed. Is it whole, and a file that "
        "JupyterLab or this page has written?"
    ),
    "large": Said(
        "{file} has {size} MB, which is too much for a page, so nothing was changed. Clear its "
        "outputs in JupyterLab, save it, and open it again."
    ),
    "take_back": Said("Take back"),
    "taken_back": Said("The cells are as they were before the file was opened."),
    "progress": Said("Functions that pass their public checks: {done} of {all}."),
    "progress_all": Said("In all exercises: {done}."),
}


def words() -> dict[str, str]:
    """Return name -> sentence in the language of the site, with places such as {cell}."""
    return {name: _(sentence) for name, sentence in WORDS.items()}
