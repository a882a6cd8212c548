"""For a class over a semester: several assignments, times, points by a person, one table."""
