"""Hostile submissions, by name. Each scores points only where it succeeds.

The exercise asks for `double(x)`, twice a random table, and `loot()`, which brings points for the
canary's text or for the word "escaped". The test fills in HOME, SECRET, PORT, NAME and MARK: a
folder and a file of the host that every user may read, a port and an abstract socket on which it
listens, and a name for files that must not appear.
"""

from dlcourse.grading.sandbox import seccomp

# The runner's own pipes and the ticket of the question, read off its stack.
PIPES = """
import os, struct, sys
frame = sys._getframe()
while not {"ask", "answer", "question"} <= frame.f_locals.keys():
    frame = frame.f_back
answer, ticket = frame.f_locals["answer"], frame.f_locals["question"][0]
def send(header, body=b"", magic=b"DL", h=None, b=None):
    h, b = (len(header) if h is None else h), (len(body) if b is None else b)
    os.write(answer, struct.pack(">2sIQ", magic, h, b) + header + body)
"""


def frame(call, name="double(x)"):
    """Return a submission that writes to the grader's pipe when it is called."""
    body = "\n".join(f"    {line}" for line in (PIPES + call).strip().splitlines())
    return f"def {name}:\n{body}\n"


def loot(body, before=""):
    """Return a submission that tries to come back with something."""
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    return f"import os, sys, subprocess, socket\n{before}\ndef loot():\n{lines}\n"


def value(text, before=""):
    """Return a submission whose answer is always the same trick."""
    return (
        f"import numpy as np\n{before}\ndef double(x): return {text}\ndef loot(): return {text}\n"
    )


CHEATS = {
    "read the checks from disk": loot("""
for top, dirs, files in os.walk("/"):
    for name in files:
        if name in ("exercise.py", "spec.py", "journal.jsonl", "grades.csv", "gradebook.db"):
            return "escaped"
"""),
    "import the checks": loot("import dlcourse.grading.exercise.spec\nreturn 'escaped'"),
    "read the host's file": loot("return open('SECRET').read()"),
    "list the host's home": loot("return 'escaped' if os.listdir('HOME') else ''"),
    "read another submission": loot("return open('HOME/submissions/honest_0.py').read()"),
    "read a password file": loot("return 'escaped' if open('/etc/passwd').read() else ''"),
    "read the environment": loot("return str(dict(os.environ))"),
    "read environments in proc": loot(
        "import glob\nreturn str([open(p, 'rb').read() for p in glob.glob('/proc/*/environ')])"
    ),
    "look for checks among live objects": loot("""
import gc
for thing in gc.get_objects():
    if type(thing).__name__ in ("Check", "Task", "Exercise", "Classroom"):
        return "escaped"
"""),
    "read expected values off the stack": """
import sys
def double(x):
    frame, seen = sys._getframe(), []
    while frame:
        seen += [v for k, v in frame.f_locals.items() if k in ("wanted", "expected", "right")]
        frame = frame.f_back
    return seen[0]
""",
    "patch NumPy's comparisons": value(
        "np.zeros(3)",
        "for name in ('allclose', 'isclose', 'array_equal', 'all', 'any', 'abs', 'asarray'):\n"
        "    setattr(np, name, lambda *a, **k: True)\n"
        "np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None",
    ),
    "patch builtins": value(
        "0", "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.AssertionError = int"
    ),
    "patch the runner's frames": value(
        "1", "from inside import wire\nwire.pack = lambda t, k, v: b'passed'"
    ),
    "patch the runner's reply": value(
        "1", "from inside import runner\nrunner.reply = lambda *a: b'DL' + bytes(12) + b'passed'"
    ),
    "a plugin that says all passed": value(
        "1",
        "import sys, types\nsys.modules['pytest'] = sys.modules['unittest'] = types",
    ),
    "an array equal to everything": value(
        "np.zeros(3).view(Same)",
        "class Same(np.ndarray):\n"
        "    def __eq__(self, o): return np.ones(self.shape, bool)\n"
        "    __array_priority__ = 99\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __array_ufunc__(self, *a, **k): return np.zeros(3)",
    ),
    "an object equal to everything": value(
        "Same()", "class Same:\n    __eq__ = __lt__ = __gt__ = __bool__ = lambda *a: True"
    ),
    "a float equal to everything": value(
        "Same(0)", "class Same(float):\n    __eq__ = __sub__ = __rsub__ = lambda *a: True"
    ),
    "a text equal to everything": value(
        "Same('')", "class Same(str):\n    __eq__ = lambda *a: True"
    ),
    "an array of objects": value(
        "np.array([Same()] * 3, object)", "class Same: __eq__ = lambda *a: True"
    ),
    "an array with fields": value("np.zeros(3, [('a', 'f8'), ('b', 'O')])"),
    "a masked array": value("np.ma.masked_all(3)"),
    "an array of nothing": value("np.zeros((0, 5))"),
    "nan": value("np.full(3, np.nan)"),
    "infinity": value("np.full(3, np.inf)"),
    "one nan": value("float('nan')"),
    "true": value("True"),
    "a column that would broadcast": value("np.zeros((100_000, 1))"),
    "no rows and endless columns": value("np.zeros((0, 2**40))"),
    "code in a pickle": value(
        "Bomb()", "class Bomb:\n    def __reduce__(self): return (open, ('HOME/MARK', 'w'))"
    ),
    "code in an array's pickle": value(
        "np.array([Bomb()], object)",
        "class Bomb:\n    def __reduce__(self): return (open, ('HOME/MARK', 'w'))",
    ),
    "forge the results": loot("""
for folder in ("/", "/tmp", "HOME", "..", "/runner", "/autograder/results", "/dev", "/dev/shm"):
    for name in ("results.json", "grades.csv", "journal.jsonl", "MARK"):
        try: open(f"{folder}/{name}", "w").write('{"score": 100}')
        except OSError: pass
return "escaped" if os.path.exists("HOME/MARK") else ""
"""),
    "edit the runner": loot("open('/runner/inside/wire.py', 'w').write('')\nreturn 'escaped'"),
    "edit NumPy": loot("open('/packages/numpy/MARK', 'w').write('')\nreturn 'escaped'"),
    "a device to write to": loot("open('/dev/MARK', 'w').write('')\nreturn 'escaped'"),
    "shared memory": loot("open('/dev/shm/MARK', 'w').write('')\nreturn 'escaped'"),
    "remount the root": loot("""
import ctypes
return "escaped" if ctypes.CDLL(None).mount(b"", b"/", b"", 0x20, b"") == 0 else ""
"""),
    "a user namespace": loot("""
import ctypes
return "escaped" if ctypes.CDLL(None).unshare(0x10000000) == 0 else ""
"""),
    "become root": loot("os.setuid(0)\nreturn 'escaped'"),
    "trace another process": loot("""
import ctypes
for pid in {os.getppid(), *range(1, 99)}:
    if pid and ctypes.CDLL(None).ptrace(16, pid, 0, 0) == 0:
        return "escaped"
"""),
    "lift another process's limits": loot("""
import resource
for pid in {os.getppid(), *range(2, 99)}:
    try: return resource.prlimit(pid, resource.RLIMIT_NPROC, (99, 99)) and "escaped"
    except OSError: pass
"""),
    "raise the limits": loot("""
import resource
resource.setrlimit(resource.RLIMIT_NPROC, (100, 100))
return "escaped"
"""),
    "open the network": loot(
        "return socket.create_connection(('127.0.0.1', PORT), 1).recv(99).decode()"
    ),
    "an abstract socket": loot(
        "s = socket.socket(socket.AF_UNIX)\ns.connect('\\0NAME')\nreturn s.recv(99).decode()"
    ),
    "ask a name server": loot("return 'escaped' if socket.gethostbyname('example.org') else ''"),
    "start a program": loot(
        "return subprocess.run(['/bin/sh', '-c', 'echo escaped']) and 'escaped'"
    ),
    "a process that stays": loot(
        "return 'escaped' if os.fork() else __import__('time').sleep(999)"
    ),
    "a thread": loot(
        "import threading\nthreading.Thread(target=len, args=('',)).start()\nreturn 'escaped'"
    ),
    "a pool of processes": loot(
        "import multiprocessing\nreturn 'escaped' if multiprocessing.Pool(2).map(abs, [1]) else ''"
    ),
    "a fork bomb": (
        "import os\nfor _ in range(10_000):\n    try: os.fork()\n    except OSError: pass\n"
    ),
    "kill the parent": loot("os.kill(os.getppid(), 9)\nreturn ''"),
    "kill everyone": loot("""
for pid in (-1, *range(2, 500)):
    try: os.kill(pid, 9)
    except OSError: pass
"""),
    "a time bomb": loot(
        "raise SystemExit",
        "import atexit, signal\natexit.register(lambda: open('HOME/MARK', 'w'))\n"
        "signal.signal(signal.SIGALRM, lambda *a: open('HOME/MARK', 'w'))\n"
        "signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)",
    ),
    "markup in a text": value("'<script>alert(1)</script>'"),
    "markup in a class": value(
        "bang()", "def bang(): raise type('<script>alert(1)</script>', (Exception,), {})"
    ),
}

ENDLESS = {
    "an endless loop": "def double(x):\n    while True: pass\n",
    "an endless loop at the top": "while True: pass\n",
    "sleep": "import time\ndef double(x): time.sleep(999)\n",
    "stop itself": "import os, signal\ndef double(x): os.kill(os.getpid(), signal.SIGSTOP)\n",
    "a loop within C": "import re\ndef double(x): re.match(r'(a*)*$', 'a' * 99 + 'b')\n",
    "a loop that ignores signals": (
        "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "def double(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass\n"
    ),
    "much memory": "import numpy as np\ndef double(x): return np.ones(6 * 2**27)\n",
    "memory bit by bit": "def double(x):\n    a = []\n    while True: a.append(bytes(10**6))\n",
    "memory at the top": "a = []\nwhile True: a.append(bytes(10**6))\n",
    "a large integer": "def double(x): return 10 ** (10 ** 7)\n",
    "endless recursion": "def double(x): return double(x)\n",
    "recursion without a limit": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef double(x): return double(x)\n"
    ),
    "a crash": "import ctypes\ndef double(x): ctypes.string_at(0)\n",
    "an exit": "import os\ndef double(x): os._exit(0)\n",
    "an exit at the top": "import os\nos._exit(0)\n",
    "system exit": "import sys\ndef double(x): sys.exit(0)\n",
    "prints by the megabyte": "def double(x):\n    while True: print('x' * 10**6)\n",
    "writes to standard output": (
        "import os\ndef double(x):\n    while True: os.write(1, bytes(10**6))\n"
    ),
    "a large file": (
        "def double(x):\n    with open('/tmp/MARK', 'wb') as f:\n"
        "        while True: f.write(bytes(10**6))\n"
    ),
    "many files": (
        "def double(x):\n    n = 0\n    while True:\n        n += 1\n"
        "        open(f'/tmp/{n}', 'wb').write(bytes(10**5))\n"
    ),
    "files held open": (
        "held = []\ndef double(x):\n    while True: held.append(open('/dev/null'))\n"
    ),
    "files in memory": (
        "import os\ndef double(x):\n    while True:\n        f = os.memfd_create('x')\n"
        "        while True: os.write(f, bytes(10**6))\n"
    ),
    "brackets by the thousand": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "not a notebook": '{"cells": ' + "[" * 100_000,
}

FRAMES = {
    "a header that is too long": frame("send(b'', h=2**32 - 1)"),
    "a body that is too long": frame("send(b'[]', b=2**63)"),
    "another magic": frame("send(b'[]', magic=b'PK')"),
    "no JSON": frame("send(b'{]')"),
    "JSON of no frame": frame("send(b'{\"score\": 100}')"),
    "deep nesting": frame("send(b'[' * 60_000)"),
    "deep nesting that ends": frame(
        "send(f'[\"{ticket}\", \"value\", '.encode() + b'[\"l\",' * 9000 + b'1' + b']' * 9001)"
    ),
    "a list too long": frame(
        "send(f'[\"{ticket}\", \"value\", [\"l\"'.encode() + b',1' * 20_000 + b']]')"
    ),
    "an integer too large": frame('send(f\'["{ticket}", "value", {10**4000}]\'.encode())'),
    "nan in JSON": frame('send(f\'["{ticket}", "value", NaN]\'.encode())'),
    "a float in JSON": frame('send(f\'["{ticket}", "value", 1e999]\'.encode())'),
    "an object's dtype": frame(
        'send(f\'["{ticket}", "value", ["a", "object", [1]]]\'.encode(), bytes(8))'
    ),
    "a dtype that is a program": frame(
        'send(f\'["{ticket}", "value", ["a", "f8,O", [1]]]\'.encode(), bytes(8))'
    ),
    "a negative side": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [-1]]]\'.encode(), bytes(8))'
    ),
    "a side too large": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [{2**62}, 4]]]\'.encode(), bytes(8))'
    ),
    "sides that are zero and huge": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [0, {2**62}]]]\'.encode())'
    ),
    "too few bytes": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [3]]]\'.encode(), bytes(8))'
    ),
    "too many bytes": frame(
        'send(f\'["{ticket}", "value", ["a", "float64", [3]]]\'.encode(), bytes(99))'
    ),
    "a bool that is seven": frame(
        'send(f\'["{ticket}", "value", ["a", "bool", [3]]]\'.encode(), bytes([7] * 3))'
    ),
    "half a character": frame('send(f\'["{ticket}", "value", "\\\\\\\\ud800"]\'.encode())'),
    "an unknown kind": frame('send(f\'["{ticket}", "passed", true]\'.encode())'),
    "a forged verdict": frame('send(f\'["{ticket}", "value", true]\'.encode())'),
    "another's ticket": frame('send(b\'["0000000000000000", "value", true]\')'),
    "replies in advance": frame('for _ in range(99): send(b\'["", "value", true]\')'),
    "replies before any question": PIPES + 'for _ in range(99): send(b\'["", "ready", null]\')\n',
    "slow drip": frame("""
import time
for byte in struct.pack(">2sIQ", b"DL", 60_000, 0) + b"[" * 60_000:
    os.write(answer, bytes([byte]))
    time.sleep(0.05)
"""),
    "half a frame": frame("send(b'[', h=50)\nwhile True: pass"),
    "a flood": frame("while True: os.write(answer, bytes(60_000))"),
    "a closed pipe": frame("os.close(answer)\nwhile True: pass"),
    "a question unread": frame("os.close(frame.f_locals['ask'])"),
    "an endless list": "def double(x):\n    a = []\n    a.append(a)\n    return a\n",
    "a deep list": "def double(x):\n    a = []\n    for _ in range(10**5): a = [a]\n    return a\n",
    "a large dict": "def double(x): return {str(n): n for n in range(10**6)}\n",
    "a dict with other keys": "def double(x): return {(1, 2): 3}\n",
    "a large array": "import numpy as np\ndef double(x): return np.zeros(10**7)\n",
    "a long text": "def double(x): return 'x' * 10**7\n",
}


def system_call(name, *args):
    """Return a submission that makes a call past the C library's functions, and loot if it may."""
    machine = seccomp.machine()
    number = seccomp.refused(machine)[name] if machine else -1
    return loot(
        f"return 'escaped' if C.syscall({', '.join([str(number), *args])}) >= 0 else ''",
        "import ctypes\nC = ctypes.CDLL(None)",
    )


# With these arguments each call would succeed for an ordinary user, were there no filter.
CALLS = {
    "socket": ("1", "1", "0"),
    "memfd_create": ("b'x'", "0"),
    "userfaultfd": ("1",),
    "inotify_init1": ("0",),
    "pidfd_open": ("os.getpid()", "0"),
    "shmget": ("0", "4096", "0o600"),
    "msgget": ("0", "0o600"),
    "personality": ("0xFFFFFFFF",),
    "io_uring_setup": ("1", "ctypes.create_string_buffer(120)"),
    "add_key": ("b'user'", "b'x'", "b'y'", "1", "-2"),
    "process_vm_readv": ("os.getpid()", "0", "0", "0", "0", "0"),
}
FILTERED = {f"the system call {name}": system_call(name, *args) for name, args in CALLS.items()}

ATTACKS = {**CHEATS, **ENDLESS, **FRAMES, **FILTERED}
