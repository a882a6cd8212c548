"""What the chapters draw: one module a chapter, with its pictures, its widgets and their words."""

__all__: list[str] = []  # import the module of a chapter
