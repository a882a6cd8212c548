"""One check asked, and what it says in words: in the student's notebook, and for the marks."""
