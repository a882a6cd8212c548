"""What the chapters compute and then draw: one module a chapter, NumPy alone."""

__all__: list[str] = []  # import the module of a chapter
