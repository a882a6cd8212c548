"""The same checks on other people's machines: Gradescope's, and those that run CI jobs."""
