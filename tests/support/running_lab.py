"""A JupyterLab that runs for the length of a with block; with Python alone, as the kit has it."""

import re
import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

OPTIONS = ["--no-browser", "--allow-root", "--port=0"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*\?token=\w+")


@contextmanager
def running_lab(command, **how):
    """Start JupyterLab by a command; yield the address that it says, once something answers."""
    with subprocess.Popen([*command, *OPTIONS], stderr=subprocess.PIPE, text=True, **how) as server:
        try:
            yield answering(next(a[0] for line in server.stderr if (a := ADDRESS.search(line))))
        finally:
            server.terminate()


def answering(address):
    """The address, once the server listens there: it says it a little before."""
    where = urlsplit(address)
    for _ in range(600):
        try:
            socket.create_connection((where.hostname, where.port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return address
    raise TimeoutError(f"Nothing answers at {address}.")
