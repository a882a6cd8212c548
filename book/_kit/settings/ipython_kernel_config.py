"""The kernel's settings: no warning about local sockets for every notebook."""

c.IPKernelApp.log_level = "ERROR"  # noqa: F821 - IPython knows c
