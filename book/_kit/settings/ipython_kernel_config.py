"""The kernel's settings: no warning about local sockets, and no change by opening a notebook."""

from ipykernel.ipkernel import IPythonKernel

c.IPKernelApp.log_level = "ERROR"  # noqa: F821 - IPython knows c

# JupyterLab writes into a notebook that it opens what the kernel says of its language, and calls
# the notebook changed where that is new. The release of Python would be: it is the student's own.
IPythonKernel.language_info = IPythonKernel.language_info | {"version": "3"}
