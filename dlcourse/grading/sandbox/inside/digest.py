"""SHA-256 without OpenSSL, whose library takes a runner milliseconds to load.

Python has one of its own for systems that lack OpenSSL; its name has changed with 3.12.
"""

from importlib import import_module


def _found() -> str:
    for name in ("_sha2", "_sha256"):
        try:
            import_module(name)
        except ImportError:  # another Python than CPython, or one that was built without
            continue
        return name
    return "hashlib"


_sha256 = import_module(_found()).sha256


def sha256(data: bytes) -> str:
    """Return the digest of some bytes in 64 hexadecimal digits."""
    return str(_sha256(data).hexdigest())
