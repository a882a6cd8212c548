"""What an exercise is, and what its source is written with."""
